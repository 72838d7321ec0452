package import FlagModel
package import FlagStore

/// The agents seen lately, as far as a quorum needs them; filled from the store's presence records.
package struct FleetView: Sendable {
    package struct Agent: Sendable {
        package var id: String
        /// Features, and which of their variants, that had calls on this host lately.
        package var traffic: [String: [String]]
        /// By feature.
        package var trips: [String: [FeatureState.Trip]]

        package init(id: String, traffic: [String: [String]], trips: [String: [FeatureState.Trip]]) {
            self.id = id
            self.traffic = traffic
            self.trips = trips
        }

        func hasTraffic(on feature: String, target: String) -> Bool {
            guard let variants = traffic[feature] else { return false }
            return target == FeatureState.wholeFeature || variants.contains(target)
        }
    }

    /// Unix milliseconds, by the store's clock.
    package var now: Int64
    /// The live ones; whether this agent is among them makes no difference.
    package var agents: [Agent]

    package init(now: Int64, agents: [Agent]) {
        self.now = now
        self.agents = agents
    }
}

extension FleetView {
    /// The live agents of a fleet.
    package init(_ fleet: Fleet) {
        self.init(
            now: fleet.now,
            agents: fleet.live.map { presence in
                Agent(
                    id: presence.agent, traffic: presence.traffic,
                    trips: Dictionary(grouping: presence.trips, by: \.feature).mapValues { $0.map(\.trip) })
            })
    }
}
