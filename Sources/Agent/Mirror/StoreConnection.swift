import FlagStore
import Logging
import Synchronization

/// How the store stands to this agent, said in the log once per change. Only a look at the store tells: what is announced
/// there says nothing of what it holds.
final class StoreConnection: Sendable {
    private enum Standing: Equatable {
        /// Nobody has looked yet.
        case unknown
        /// It answers, and what it says is the newest.
        case up
        /// It answers, and what it says may be old, for this reason.
        case doubted(String)
        case down(String)
    }

    private let standing = Mutex(Standing.unknown)
    private let logger: Logger
    private let location: String

    init(location: String, logger: Logger) {
        self.location = location
        self.logger = logger
    }

    /// Whether its last answer was the newest.
    var isUp: Bool { standing.withLock { $0 == .up } }

    /// Whether anybody has looked.
    var isKnown: Bool { standing.withLock { $0 != .unknown } }

    /// Whether it answers, be it with what may be old.
    var answers: Bool { isUp || isDoubted }

    /// Whether nothing that it says, or is told, counts.
    var isDoubted: Bool { doubt != nil }

    /// Why what it says may be old; `nil` where it is the newest, or nothing is said.
    var doubt: String? { standing.withLock { if case .doubted(let reason) = $0 { reason } else { nil } } }

    /// Why it does not answer; `nil` where it does, or nobody has looked yet.
    var lastError: String? { standing.withLock { if case .down(let reason) = $0 { reason } else { nil } } }

    func confirmed() {
        guard change(to: .up) else { return }
        logger.info("store answers", metadata: ["store": "\(location)"])
    }

    func doubted(_ reason: String) {
        guard change(to: .doubted(reason)) else { return }
        logger.error(
            "store confirms nothing; what it restricts holds, the rest stays as it is, and its age grows",
            metadata: ["store": "\(location)", "reason": "\(reason)"])
    }

    func failed(_ error: StoreError) {
        guard change(to: .down(error.description)) else { return }
        logger.error(
            "store does not answer; services go on with the last good flags",
            metadata: ["store": "\(location)", "reason": "\(error)"])
    }

    /// Whether it is one.
    private func change(to new: Standing) -> Bool {
        standing.withLock { standing in
            defer { standing = new }
            return standing != new
        }
    }
}
