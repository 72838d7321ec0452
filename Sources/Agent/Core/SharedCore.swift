import AgentCore
import Synchronization

/// The agent's mind as its services share it.
final class SharedCore: Sendable {
    private let core: Mutex<AgentCore>

    init(_ core: AgentCore) { self.core = Mutex(core) }

    func read<Value>(_ body: (borrowing AgentCore) -> Value) -> Value where Value: Sendable {
        core.withLock { body($0) }
    }

    func update<Value>(_ body: (inout AgentCore) -> Value) -> Value where Value: Sendable {
        core.withLock { body(&$0) }
    }

    var current: AgentCore { core.withLock { $0 } }
}
