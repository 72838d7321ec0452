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
    let desk: HostDesk

    static let interval: Duration = .milliseconds(200)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: Known?
            while !Task.isCancelled {
                let now = HostClock.monotonic()
                if known?.version != mirror.read({ $0.version }) {
                    let mirror = mirror.current
                    known = Known(mirror)
                    if let known { follow(known, of: mirror, now: now) }
                }
                if let known { judge(known, now: now) }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// What the mirror's version comes to.
    private struct Known {
        var version: UInt64
        var revision: UInt64
        var features: [String: Feature]
        var states: [String: FeatureState]

        /// `nil` before anything is known of any store.
        init?(_ mirror: Mirror) {
            guard let lineage = mirror.lineage else { return nil }
            version = mirror.version
            revision = lineage.revision
            features = mirror.features
            states = mirror.settledStates
        }
    }

    /// Before anything is judged on new documents: windows start afresh where a variant changed or was restored, and
    /// trips end that a restore ended.
    private func follow(_ known: Known, of mirror: Mirror, now: UInt64) {
        telemetry.update(mirror, now: now)
        performer.perform(hostTrips.update { $0.reconcile(states: known.states, features: known.features) })
        desk.reconcile(known.states)
    }

    private func judge(_ known: Known, now: UInt64) {
        for reporter in telemetry.takeUneven() { performer.say(reporter) }
        let trips = hostTrips.current
        let windows = telemetry.windows
        let breaches = windows.reporting.compactMap { known.features[$0] }.flatMap { feature in
            let restrictions = RestrictionLadder(
                (known.states[feature.key]?.restrictions ?? []) + trips.unjudged(on: feature.key)
                    + hostTrips.byHand(on: feature.key))
            return GuardEngine.evaluate(
                feature, windows: windows, restrictions: restrictions, revision: known.revision, now: now)
        }
        performer.act(on: breaches)
    }
}
