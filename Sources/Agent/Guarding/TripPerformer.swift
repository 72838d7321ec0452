import Control
import FlagModel
import Logging
import Synchronization
import Telemetry

/// Performs what `HostTrips` decides: restrict first, then tell and keep.
final class TripPerformer: Sendable {
    private let hostTrips: SharedHostTrips
    private let board: RestrictionBoard
    private let telemetry: TelemetryHub
    private let events: EventLog
    private let metrics: AgentMetrics
    /// Rung when the trips on disk and in presence are out of date.
    private let changed: [Signal]
    private let actor: String
    private let shadows = Mutex<[String: UInt64]>([:])
    private let logger: Logger

    /// A shadow guard that goes on breaching is said once in so many nanoseconds.
    private static let shadowSilence: UInt64 = 60_000_000_000

    init(
        hostTrips: SharedHostTrips, board: RestrictionBoard, telemetry: TelemetryHub, events: EventLog,
        metrics: AgentMetrics, changed: [Signal], actor: String, logger: Logger
    ) {
        self.hostTrips = hostTrips
        self.board = board
        self.telemetry = telemetry
        self.events = events
        self.metrics = metrics
        self.changed = changed
        self.actor = actor
        self.logger = logger
    }

    func act(on breaches: [Breach]) {
        guard !breaches.isEmpty else { return }
        let before = hostTrips.current
        let at = Int64(clamping: HostClock.unixMilliseconds())
        perform(hostTrips.update { $0.hold(breaches, by: actor, at: at) })
        let after = hostTrips.current
        for breach in breaches {
            if breach.isShadow { say(shadow: breach) } else if before != after { say(breach) }
        }
    }

    /// After an outage, what this host held is judged afresh.
    func storeReturned(away: UInt64) {
        let actions = hostTrips.update { trips in
            let actions = trips.storeReturned(away: away)
            // Before anybody sees that these trips are judged again: the old windows would confirm them.
            for case .restartWindows(let feature, let target) in actions {
                telemetry.restart(feature: feature, target: target, from: HostClock.monotonic())
            }
            return actions
        }
        perform(actions)
    }

    /// Something of what is held goes to the disk that changes nothing of what it restricts.
    func kept() { for signal in changed { signal.ring() } }

    func perform(_ actions: [HostTrips.Action]) {
        guard !actions.isEmpty else { return }
        var features: Set<String> = []
        for case .publish(let feature) in actions { features.insert(feature) }
        board.refresh(features)
        for feature in features.sorted() { events.add("restricted", ["feature": .string(feature)]) }
        for signal in changed { signal.ring() }
    }

    /// A reporter who is left out of what guards judge.
    func say(_ reporter: UnevenReporter) {
        events.add(
            "uneven weights", ["feature": .string(reporter.feature), "user": .integer(Int64(reporter.user))])
        logger.error(
            "sampling weights of one user's reports differ by more than 100; guards leave these reports out",
            metadata: ["feature": "\(reporter.feature)", "user": "\(reporter.user)"])
    }

    private func say(_ breach: Breach) {
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

    private func say(shadow breach: Breach) {
        let now = HostClock.monotonic()
        let isDue = shadows.withLock { said in
            let key = "\(breach.feature) \(breach.guardName) \(breach.target)"
            if let last = said[key], now &- last < Self.shadowSilence { return false }
            said = said.filter { now &- $0.value < Self.shadowSilence }
            said[key] = now
            return true
        }
        guard isDue else { return }
        metrics.tripped(breach, scope: "shadow")
        logger.notice(
            "shadow guard would trip",
            metadata: ["feature": "\(breach.feature)", "target": "\(breach.target)", "reason": "\(breach.reason)"])
    }
}
