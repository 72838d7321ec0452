package import FlagModel

/// Everything that is held back: by the store on every host, and by hosts for themselves. The namespace comes first, then
/// features by name, the whole before its variants.
package struct ActiveRestrictions: Sendable, Equatable {
    /// Hosts apart and as a set: of ten thousand that restrict alike, each is added once.
    private struct Entry: Equatable {
        var restriction: Restriction
        var hosts: Set<String>
    }

    private var active: [Identity: Entry] = [:]

    package init() {}

    /// - Parameters:
    ///   - states: the store's.
    ///   - fleet: agents that are heard of; their own restrictions are listed unless the store has them.
    package init(states: some Sequence<FeatureState>, fleet: [Presence] = []) {
        for restriction in states.flatMap(\.restrictions) { insert(restriction) }
        for presence in fleet { add(presence.restrictions, on: presence.host.isEmpty ? presence.agent : presence.host) }
    }

    package var isEmpty: Bool { active.isEmpty }

    package var list: [Restriction] {
        active.values.map { entry in
            var restriction = entry.restriction
            restriction.hosts = entry.hosts.sorted()
            return restriction
        }.sorted { Self.order($0) < Self.order($1) }
    }

    /// Takes in a host's own restrictions.
    package mutating func add(_ own: [Restriction], on host: String) {
        for var restriction in own {
            restriction.hosts = [host]
            insert(restriction)
        }
    }

    /// Takes in what another list has and this one has not.
    package mutating func add(_ other: [Restriction]) { for restriction in other { insert(restriction) } }

    private mutating func insert(_ restriction: Restriction) {
        let identity = Identity(restriction)
        // A trip that the store has is no longer a host's own.
        var everywhere = identity
        everywhere.isFleets = true
        guard restriction.hosts.isEmpty || restriction.cause != .tripped || active[everywhere] == nil else { return }
        var new = Entry(restriction: restriction, hosts: [])
        new.restriction.hosts = []
        active[identity, default: new].hosts.formUnion(restriction.hosts)
        if let known = active[identity]?.restriction, restriction.act.at < known.act.at {
            active[identity]?.restriction.act = restriction.act
        }
    }

    /// Names of features cannot begin with '@'.
    private static func order(_ one: Restriction) -> (Int, String, String, String, Int, String) {
        (
            one.key == FeatureState.namespaceKey ? 0 : 1, one.key, one.variant ?? "", one.guardName ?? "",
            one.hosts.count, one.hosts.first ?? ""
        )
    }

    /// Common to two hosts that restrict the same for themselves.
    private struct Identity: Hashable {
        var key: String
        var variant: String?
        var effect: Restriction.Effect
        var cause: Restriction.Cause
        var guardName: String?
        /// Of a person's; hosts trip each in its own name.
        var by: String
        var isFleets: Bool

        init(_ one: Restriction) {
            key = one.key
            variant = one.variant
            effect = one.effect
            cause = one.cause
            guardName = one.guardName
            by = one.cause == .tripped ? "" : one.act.by
            isFleets = one.hosts.isEmpty
        }
    }
}

extension Presence {
    /// The host's own restrictions: its guards' trips, and its operators' orders.
    package var restrictions: [Restriction] {
        trips.map { $0.trip.restriction(on: $0.feature) } + held.map(\.restriction)
    }
}
