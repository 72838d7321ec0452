import FlagSnapshot
import SnapshotWriting
import Synchronization

/// The control page's writer as the agent's services share it.
final class SharedControlPage: Sendable {
    private let page: Mutex<ControlPageWriter>

    init(_ page: consuming sending ControlPageWriter) { self.page = Mutex(page) }

    /// How long ago the store last confirmed what services read, as they see it themselves; `nil`: never, or not by this
    /// clock.
    func age(at now: UInt64) -> Duration? {
        let confirmedAt = update { $0.reader.confirmedAt }
        guard confirmedAt > 0, confirmedAt <= now else { return nil }
        return .nanoseconds(Int64(clamping: now - confirmedAt))
    }

    /// Opens a directory's page, or makes it. Without room for it, snapshots of an earlier life make room: without a page
    /// nobody is told to read them.
    static func open(in directory: RuntimeDirectory) throws(AgentError) -> SharedControlPage {
        if let page = try? ControlPageWriter(path: directory.control) { return SharedControlPage(page) }
        directory.removeLeftovers(except: 0)
        do throws(ControlPageWriter.Failure) {
            return SharedControlPage(try ControlPageWriter(path: directory.control))
        } catch {
            throw AgentError("\(FileError(error.step, error.path, code: error.errno))")
        }
    }

    func update<Value: Sendable>(_ body: (borrowing ControlPageWriter) -> Value) -> Value {
        page.withLock { body($0) }
    }
}
