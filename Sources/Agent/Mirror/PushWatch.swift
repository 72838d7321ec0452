import FlagModel
import FlagStore
import Logging
import Synchronization

/// Watches whether hints arrive, and says so where they do not.
final class PushWatch: Sendable {
    private let gaps = Mutex(PushGaps())
    private let metrics: AgentMetrics
    private let logger: Logger

    init(metrics: AgentMetrics, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    func heard(_ hint: Hint) { gaps.withLock { $0.heard(hint, at: HostClock.monotonic()) } }

    func interrupted() { gaps.withLock { $0.interrupted() } }

    func found(_ lineage: Lineage) {
        let now = HostClock.monotonic()
        let isOverdue = gaps.withLock { gaps in
            // What was found before first: one that was never announced must not hide behind the next one.
            defer { gaps.found(lineage, at: now) }
            return gaps.isOverdue(at: now)
        }
        guard isOverdue else { return }
        metrics.pushMissed()
        logger.warning("a change came without a hint; the poll found it", metadata: ["revision": "\(lineage.revision)"])
    }

    /// Changes that only the poll found since the agent started, and how long ago a hint came last.
    var json: JSONValue {
        let (missed, heardAt) = gaps.withLock { ($0.missed, $0.heardAt) }
        let now = HostClock.monotonic()
        return [
            "missed": .integer(Int64(clamping: missed)),
            "heard_ms_ago": heardAt.map { .integer(Int64(clamping: (now - min($0, now)) / 1_000_000)) } ?? .null,
        ]
    }
}
