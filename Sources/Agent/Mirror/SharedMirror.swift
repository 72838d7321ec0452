import FlagModel
import FlagStore
import Synchronization

/// The mirror as the agent's services share it.
final class SharedMirror: Sendable {
    private let mirror: Mutex<Mirror>

    init(_ mirror: Mirror = Mirror()) { self.mirror = Mutex(mirror) }

    func read<Value>(_ body: (borrowing Mirror) -> Value) -> Value where Value: Sendable {
        mirror.withLock { body($0) }
    }

    func update<Value>(_ body: (inout Mirror) -> Value) -> Value where Value: Sendable {
        mirror.withLock { body(&$0) }
    }

    var current: Mirror { mirror.withLock { $0 } }
}
