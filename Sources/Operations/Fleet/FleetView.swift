package import FlagStore

/// The fleet, and the store that it should follow, as of one look at both.
package struct FleetView {
    package var fleet: Fleet
    package var lineage: Lineage
    /// The changes that some agent has not applied, the newest ones of them.
    package var missing: [ChangeRecord] = []

    /// What one person has changed alone, and goes back by itself.
    package var alone: [BreakGlass] = []

    /// Restrictions of the store, and of hosts for themselves.
    package var restrictions = ActiveRestrictions()

    /// So many records tell since when the slowest agent lags; beyond that it is longer.
    package static let recordLimit = 200

    /// That the store may not know the newest of it.
    package var warning: String?

    package static func read(from store: any DocumentStore) async throws(StoreError) -> FleetView {
        // The fleet first: what agents apply after the second look is no lag.
        let fleet = try await store.fleet()
        var view = FleetView(fleet: fleet, lineage: try await store.lineage())
        if view.lineage.revision > 0 {
            // A load that finds something new says what falls due.
            let load = try await store.load(since: view.lineage.revision - 1)
            view.alone = load.breakGlasses
            view.warning = load.warning(of: store)
        }
        // Documents are not wanted, and may be many.
        var states = try await store.restrictions(since: nil)?.states
        if states == nil { states = try await store.load(since: nil).states }
        view.restrictions = ActiveRestrictions(states: (states ?? []).map(\.state), fleet: fleet.live)
        let slowest = fleet.live.filter { $0.lineage.storeID == view.lineage.storeID }.map(\.lineage.revision).min()
        guard let slowest, slowest < view.lineage.revision else { return view }
        let count = Int(min(view.lineage.revision - slowest, UInt64(recordLimit)))
        view.missing = try await store.history(limit: count)
        return view
    }

    package func standing(of agent: Presence) -> AgentStanding {
        AgentStanding(of: agent, in: fleet, at: lineage, log: missing)
    }
}
