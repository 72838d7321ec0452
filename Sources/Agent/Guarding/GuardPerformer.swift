import AgentCore
import Control
import FlagModel
import Logging
import Telemetry

/// Carries out what the core says of breaches, orders and announcements: restrict first, then tell and keep.
struct GuardPerformer: Sendable {
    let overrides: OverrideWriter
    let events: EventLog
    let metrics: AgentMetrics
    /// Rung when this host's own restrictions on disk and in presence are out of date.
    let changed: [Signal]
    let logger: Logger

    func perform(_ effects: [GuardEffect]) {
        for effect in effects {
            switch effect {
            case .override(let keys): override(keys)
            case .persistAndAnnounce: persistAndAnnounce()
            case .tripped(let breach): tell(breach)
            case .wouldTrip(let breach):
                metrics.tripped(breach, scope: "shadow")
                logger.notice(
                    "shadow guard would trip",
                    metadata: [
                        "feature": "\(breach.feature)", "target": "\(breach.target)", "reason": "\(breach.reason)",
                    ])
            case .ordersEnded(let orders):
                for order in orders {
                    tell(
                        order, "ended by a restore",
                        "a restore in the store ended what was held back by hand on this host")
                }
            }
        }
    }

    func override(_ keys: Set<String>) {
        overrides.refresh(keys)
        for key in keys.sorted() { events.add("restricted", ["feature": .string(key)]) }
    }

    func persistAndAnnounce() { for signal in changed { signal.ring() } }

    func tell(
        _ order: HostRestriction, _ event: String, _ message: Logger.Message, _ details: [String: JSONValue] = [:]
    ) {
        events.add(event, (order.json.object ?? [:]).merging(details) { $1 })
        logger.warning(
            message,
            metadata: [
                "key": "\(order.key)", "target": "\(order.target)", "by": "\(order.act.by)",
                "reason": "\(order.act.reason)",
            ])
    }

    /// A reporter who is left out of what guards judge.
    func tell(_ reporter: UnevenReporter) {
        events.add(
            "uneven weights", ["feature": .string(reporter.feature), "user": .integer(Int64(reporter.user))])
        logger.error(
            "sampling weights of one user's reports differ by more than 100; guards leave these reports out",
            metadata: ["feature": "\(reporter.feature)", "user": "\(reporter.user)"])
    }

    private func tell(_ breach: Breach) {
        metrics.tripped(breach, scope: "host")
        events.add(
            "tripped",
            [
                "feature": .string(breach.feature), "target": .string(breach.target),
                "guard": .string(breach.guardName), "action": .string(breach.action.description),
                "evidence": breach.evidence,
            ])
        logger.warning(
            "guard tripped; this host is restricted",
            metadata: [
                "feature": "\(breach.feature)", "target": "\(breach.target)", "guard": "\(breach.guardName)",
                "action": "\(breach.action)", "reason": "\(breach.reason)",
            ])
    }
}
