package import FlagModel
package import FlagStore

/// What is held against a feature, one of its variants, or the namespace, at the revision somebody looked at.
package struct HeldRestrictions: Sendable, Equatable {
    /// Of the state document; 0 where there is none.
    package var revision: UInt64
    /// One line each: what, by whom, why.
    package var descriptions: [String]

    /// Reads the stored state, and the trips that hosts hold by themselves and have not brought to the store yet.
    package static func look(
        at key: String, variant: String?, in store: any DocumentStore
    ) async throws(StoreError) -> HeldRestrictions {
        let load = try await store.load([DocumentID(.feature, key)])
        let stored = load.states.first { $0.state.key == key }
        let fleet = try await store.fleet()
        return HeldRestrictions(stored: stored, key: key, variant: variant, fleet: fleet)
    }

    package init(stored: StoredState?, key: String, variant: String?, fleet: Fleet) {
        let state = stored?.state ?? FeatureState(key: key)
        func concerns(_ target: String) -> Bool { variant == nil || variant == target }
        revision = stored?.revision ?? 0
        descriptions = []
        if variant == nil, let kill = state.kill { descriptions.append("killed \(kill.attribution)") }
        for (name, withdrawal) in state.withdrawn.sorted(by: { $0.key < $1.key }) where concerns(name) {
            descriptions.append("\(name.withoutControls) withdrawn \(withdrawal.act.attribution)")
        }
        for (id, trip) in state.trips.sorted(by: { $0.key < $1.key }) where concerns(trip.target) {
            descriptions.append("TRIPPED by guard \(id.withoutControls): \(trip.action) \(trip.act.attribution)")
        }
        for presence in fleet.live {
            for held in presence.held where held.key == key && concerns(held.target) {
                let what =
                    held.target == FeatureState.wholeFeature ? "killed" : "\(held.target.withoutControls) withdrawn"
                descriptions.append(
                    "\(what) on \(presence.host.withoutControls) alone \(held.act.attribution)")
            }
            for held in presence.trips
            where held.feature == key && concerns(held.trip.target) && state.trips[held.trip.id] == nil {
                descriptions.append(
                    "TRIPPED by guard \(held.trip.id.withoutControls): \(held.trip.action) on \(presence.host.withoutControls) alone"
                )
            }
        }
    }
}

extension FeatureState.Act {
    /// `by uid:ann@host at 2026-11-23T11:45:45Z (cli): gives wrong refunds`.
    package var attribution: String {
        let text =
            "by \(by.isEmpty ? "somebody" : by)" + (at > 0 ? " at \(Timestamp.text(at))" : "")
            + (source.isEmpty ? "" : " (\(source))")
        return (reason.isEmpty ? text : "\(text): \(reason)").withoutControls
    }
}
