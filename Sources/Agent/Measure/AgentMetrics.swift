import AgentHTTP
import Control
import FlagModel
import FlagStore
import Telemetry

/// What the agent counts of itself, beside what services report.
struct AgentMetrics: Sendable {
    private let telemetry: TelemetryHub

    init(telemetry: TelemetryHub, version: String) {
        self.telemetry = telemetry
        telemetry.show { $0.set(1, of: .buildInfo, [version]) }
    }

    /// - Parameter milliseconds: since the commit; `nil` where the agent did not follow the store by then.
    func published(_ publication: SnapshotPublisher.Publication, milliseconds: Double?) {
        telemetry.count {
            $0.set(Double(publication.lineage.revision), of: .revision)
            $0.set(Double(publication.generation), of: .generation)
            if let milliseconds { $0.observe(milliseconds / 1000, in: .propagation) }
            $0.set(Double(publication.faults), of: .documentFaults)
        }
    }

    func pushMissed() { telemetry.count { $0.add(to: .pushMissed) } }

    func publishFailed() { telemetry.count { $0.add(to: .publishFailures) } }

    func diskFailed(_ file: String) { telemetry.count { $0.add(to: .diskFailures, [file]) } }

    func door(_ door: Door, isOpen: Bool) {
        telemetry.show { $0.set(isOpen ? 1 : 0, of: .doorOpen, [door.name]) }
    }

    func turnedAway(_ now: TurnedAway, since before: TurnedAway) {
        let counts = [
            ("gave_way", now.gaveWay - before.gaveWay), ("health_only", now.healthOnly - before.healthOnly),
            ("refused", now.refused - before.refused),
        ]
        telemetry.count {
            for (reason, count) in counts where count > 0 {
                $0.add(Double(count), to: .connectionsTurnedAway, [reason])
            }
        }
    }

    func tripped(_ breach: Breach, scope: String) {
        telemetry.count {
            $0.add(to: .trips, [breach.feature, breach.guardName, breach.action.description, scope])
        }
    }

    func committed(_ trip: FeatureState.Trip, on feature: String) {
        telemetry.count { $0.add(to: .trips, [feature, trip.guardName, trip.action.description, "fleet"]) }
    }

    func dropped(_ count: UInt64, source: Outcome.Source, reason: String) {
        guard count > 0 else { return }
        telemetry.count { $0.add(Double(count), to: .intakeDropped, [source.rawValue, reason]) }
    }

    func evaluated(feature: String, variant: String, reason: String) {
        telemetry.count { $0.add(to: .evaluations, [feature, variant, reason]) }
    }
}
