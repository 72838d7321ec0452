import AgentCore
import Control
import FlagModel
import Telemetry

/// One host with the real windows, guards and trips, and no clock: it is told the time.
struct SimulatedHost {
    static let feature = Feature(
        key: "support-chat",
        variants: [
            Variant(name: "stable", value: ["model": "m"], digest: "1"),
            Variant(name: "handoff", value: ["static": "x"], digest: "2"),
        ],
        onKill: "handoff", baseline: "stable", route: [],
        guards: [GuardRule(name: "errors", threshold: 0.05, window: .seconds(60), action: .kill)])

    private(set) var trips: HostTrips
    private var windows = OutcomeWindows()
    private var trippedAt: UInt64?

    init(name: String) {
        trips = HostTrips(agent: name)
        windows.update(catalog: Catalog(features: [Self.feature]), states: [:], revision: 1, now: 0)
    }

    /// This host as its presence record shows it.
    var presence: FleetView.Agent {
        .init(
            id: trips.agent, traffic: [Self.feature.key: ["stable"]],
            trips: [Self.feature.key: trips.announced.map(\.trip)])
    }

    /// Calls that ended at `now`.
    mutating func take(calls: Int, failures: Int, now: UInt64) {
        _ = windows.take(
            calls: calls, failures: failures, feature: Self.feature.key, variant: "stable", revision: 1,
            at: now)
    }

    /// Judges the guards; whether the host trips now. A trip ends after half an hour, as if somebody had restored it.
    mutating func judge(now: UInt64) -> Bool {
        if let since = trippedAt {
            guard now - since >= Window.thirtyMinutes.length else { return false }
            trippedAt = nil
            trips = HostTrips(agent: trips.agent)
            windows.restart(feature: Self.feature.key, target: FeatureState.wholeFeature, from: now)
        }
        let restrictions = RestrictionLadder(trips.restrictions)
        let breaches = GuardEngine.evaluate(
            Self.feature, windows: windows, restrictions: restrictions, revision: 1, now: now)
        guard !trips.hold(breaches, by: trips.agent, at: Int64(now / 1_000_000)).isEmpty else { return false }
        trippedAt = now
        return true
    }
}

extension [SimulatedHost] {
    /// As the store shows them.
    func view(now: UInt64) -> FleetView { FleetView(now: Int64(now / 1_000_000), agents: map(\.presence)) }
}
