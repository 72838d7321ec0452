// Several times a second: what changed in the documents, then the guards, then what they found. Everything here is
// decided by `Control`; this is the shell that tells it the time and performs what it says.

import Control
import FlagModel
import FlagStore
import Logging
import ServiceLifecycle
import Telemetry

/// Judges and restricts on this host, without asking anybody.
struct ControlLoop: Service {
    let mirror: SharedMirror
    let telemetry: TelemetryHub
    let hostTrips: SharedHostTrips
    let performer: TripPerformer

    static let interval: Duration = .milliseconds(200)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: UInt64?
            while !Task.isCancelled {
                let mirror = mirror.current
                let now = HostClock.monotonic()
                if known != mirror.version {
                    known = mirror.version
                    follow(mirror, now: now)
                }
                judge(mirror, now: now)
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Before anything is judged on new documents: windows start afresh where a variant changed or was restored, and
    /// trips end that a restore ended.
    private func follow(_ mirror: Mirror, now: UInt64) {
        guard let lineage = mirror.lineage else { return }
        let states = mirror.effectiveStates
        let features = mirror.features
        telemetry.update(features: Array(features.values), states: states, revision: lineage.revision, now: now)
        performer.perform(hostTrips.update { $0.reconcile(states: states, features: features) })
    }

    private func judge(_ mirror: Mirror, now: UInt64) {
        guard let lineage = mirror.lineage else { return }
        telemetry.advance(now: now)
        let trips = hostTrips.current
        let windows = telemetry.windows
        let breaches = mirror.features.values.flatMap { feature in
            let holds = Holds(state: mirror.effectiveState(of: feature.key), hostTrips: trips.judged(on: feature.key))
            return GuardEngine.evaluate(feature, windows: windows, holds: holds, revision: lineage.revision, now: now)
        }
        performer.act(on: breaches)
    }
}
