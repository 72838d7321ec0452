package import FlagStore
package import Logging
internal import Synchronization

/// Whether the store answers, said in the log once per change.
package final class StoreConnection: Sendable {
    private struct State {
        var isUp: Bool?
        var lastError: String?
        var upSince: UInt64 = 0
        var lastSync: UInt64 = 0
    }

    private let state = Mutex(State())
    private let logger: Logger
    private let location: String

    package init(location: String, logger: Logger) {
        self.location = location
        self.logger = logger
    }

    /// False until the store has answered for the first time.
    package var isUp: Bool { state.withLock { $0.isUp ?? false } }
    package var lastError: String? { state.withLock { $0.lastError } }
    /// Monotonic time from which it has answered without a break; `nil` while it does not.
    package var upSince: UInt64? { state.withLock { $0.isUp == true ? $0.upSince : nil } }
    /// Unix milliseconds of the last answer; 0 before the first.
    package var lastSync: UInt64 { state.withLock { $0.lastSync } }

    package func succeeded() {
        let wasUp = state.withLock {
            defer { ($0.isUp, $0.lastError, $0.lastSync) = (true, nil, HostClock.unixMilliseconds()) }
            if $0.isUp != true { $0.upSince = HostClock.monotonic() }
            return $0.isUp
        }
        if wasUp != true { logger.info("store answers", metadata: ["store": "\(location)"]) }
    }

    package func failed(_ error: StoreError) {
        let before = state.withLock {
            defer { ($0.isUp, $0.lastError) = (false, error.description) }
            return ($0.isUp, $0.lastError)
        }
        if before.0 != false || before.1 != error.description {
            logger.error(
                "store does not answer; services go on with the last good flags",
                metadata: ["store": "\(location)", "reason": "\(error)"])
        }
    }
}
