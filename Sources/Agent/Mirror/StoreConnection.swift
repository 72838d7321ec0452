import FlagStore
import Logging
import Synchronization

/// Whether the store answers, said in the log once per change.
final class StoreConnection: Sendable {
    private struct State {
        var isUp: Bool?
        var lastError: String?
        var downSince: UInt64?
        /// An outage that has ended and that nobody has been told of.
        var ended: UInt64?
        /// Monotonic time of the last answer.
        var answeredAt: UInt64?
        var lastSync: UInt64 = 0
    }

    private let state = Mutex(State())
    private let logger: Logger
    private let location: String

    init(location: String, logger: Logger) {
        self.location = location
        self.logger = logger
    }

    /// False until the store has answered for the first time.
    var isUp: Bool { state.withLock { $0.isUp ?? false } }
    var lastError: String? { state.withLock { $0.lastError } }
    /// How long ago it answered last; `nil` before the first time.
    func age(at now: UInt64) -> Duration? {
        state.withLock { $0.answeredAt }.map { .nanoseconds(Int64(clamping: now > $0 ? now - $0 : 0)) }
    }

    /// The length in nanoseconds of an outage that has ended since this was last asked, `UInt64.max` for the time before
    /// the first answer.
    func takeReturn() -> UInt64? {
        state.withLock { state in
            defer { state.ended = nil }
            return state.ended
        }
    }

    /// Unix milliseconds of the last answer; 0 before the first.
    var lastSync: UInt64 { state.withLock { $0.lastSync } }

    func succeeded() {
        let now = HostClock.monotonic()
        let wasUp = state.withLock { state in
            let wasUp = state.isUp
            if wasUp != true { state.ended = state.downSince.map { now - min($0, now) } ?? .max }
            state.isUp = true
            state.lastError = nil
            state.lastSync = HostClock.unixMilliseconds()
            state.answeredAt = now
            state.downSince = nil
            return wasUp
        }
        if wasUp != true { logger.info("store answers", metadata: ["store": "\(location)"]) }
    }

    func failed(_ error: StoreError) {
        let before = state.withLock {
            let before = ($0.isUp, $0.lastError)
            if $0.isUp == true { $0.downSince = $0.answeredAt }
            $0.isUp = false
            $0.lastError = error.description
            return before
        }
        if before.0 != false || before.1 != error.description {
            logger.error(
                "store does not answer; services go on with the last good flags",
                metadata: ["store": "\(location)", "reason": "\(error)"])
        }
    }
}
