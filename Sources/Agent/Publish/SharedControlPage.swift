import FlagSnapshot
import Synchronization

/// The control page's writer as the agent's services share it.
final class SharedControlPage: Sendable {
    private let page: Mutex<ControlPageWriter>

    init(_ page: consuming sending ControlPageWriter) { self.page = Mutex(page) }

    func update<Value: Sendable>(_ body: (borrowing ControlPageWriter) -> Value) -> Value {
        page.withLock { body($0) }
    }
}
