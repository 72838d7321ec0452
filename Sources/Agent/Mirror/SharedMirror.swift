package import FlagModel
package import FlagStore
internal import Synchronization

/// The mirror as the agent's services share it.
package final class SharedMirror: Sendable {
    private let mirror: Mutex<Mirror>

    package init(_ mirror: Mirror = Mirror()) { self.mirror = Mutex(mirror) }

    package func read<Value>(_ body: (borrowing Mirror) -> Value) -> Value where Value: Sendable {
        mirror.withLock { body($0) }
    }

    package func update<Value>(_ body: (inout Mirror) -> Value) -> Value where Value: Sendable {
        mirror.withLock { body(&$0) }
    }

    package var current: Mirror { mirror.withLock { $0 } }
}
