package import FlagModel

/// All that is held back: by the store for every host, and by hosts for themselves. The namespace comes first, then
/// features by name, the whole before its variants.
package struct HeldList: Sendable, Equatable {
    private var held: [HeldEntry.Identity: HeldEntry] = [:]

    package init() {}

    /// - Parameters:
    ///   - states: the store's.
    ///   - fleet: agents that are heard of; what they hold is listed where the store does not hold it.
    package init(states: [FeatureState], fleet: [Presence] = []) {
        for state in states { add(state) }
        for presence in fleet {
            let host = presence.host.isEmpty ? presence.agent : presence.host
            add(trips: presence.trips, byHand: presence.held, on: host)
        }
    }

    package var isEmpty: Bool { held.isEmpty }

    package var entries: [HeldEntry] { held.values.sorted { Self.order($0) < Self.order($1) } }

    private mutating func add(_ state: FeatureState) {
        if let kill = state.kill {
            insert(HeldEntry(key: state.key, effect: .offVariant, cause: .killed, act: kill))
        }
        for (variant, withdrawal) in state.withdrawn {
            insert(
                HeldEntry(
                    key: state.key, variant: variant, effect: .baseline, cause: .withdrawn, act: withdrawal.act))
        }
        for trip in state.trips.values { insert(HeldEntry(trip, on: state.key, hosts: [])) }
    }

    /// What one host holds by itself.
    package mutating func add(trips: [Presence.HostTrip], byHand: [HostRestriction], on host: String) {
        for held in trips { insert(HeldEntry(held.trip, on: held.feature, hosts: [host])) }
        for held in byHand { insert(HeldEntry(held, on: host)) }
    }

    /// Takes in what another list has and this one has not.
    package mutating func add(_ other: [HeldEntry]) { for entry in other { insert(entry) } }

    private mutating func insert(_ entry: HeldEntry) {
        // A trip that the store holds is no longer a host's own.
        var everywhere = entry.identity
        everywhere.isFleets = true
        guard entry.hosts.isEmpty || entry.cause != .tripped || held[everywhere] == nil else { return }
        guard var known = held[entry.identity] else {
            held[entry.identity] = entry
            return
        }
        known.hosts = Array(Set(known.hosts + entry.hosts)).sorted()
        if entry.act.at < known.act.at { known.act = entry.act }
        held[entry.identity] = known
    }

    /// Names of features cannot begin with '@'.
    private static func order(_ entry: HeldEntry) -> (Int, String, String, String, Int, String) {
        (
            entry.key == FeatureState.namespaceKey ? 0 : 1, entry.key, entry.variant ?? "", entry.guardName ?? "",
            entry.hosts.count, entry.hosts.first ?? ""
        )
    }
}
