package import FlagSnapshot
internal import Synchronization

/// The control page's writer as the agent's services share it.
package final class SharedControlPage: Sendable {
    private let page: Mutex<ControlPageWriter>

    package init(_ page: sending ControlPageWriter) { self.page = Mutex(page) }

    package func update<Value: Sendable>(_ body: (inout ControlPageWriter) -> Value) -> Value {
        page.withLock { body(&$0) }
    }
}
