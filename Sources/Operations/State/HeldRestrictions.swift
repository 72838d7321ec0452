package import FlagModel
package import FlagStore

/// The restrictions of a feature, one of its variants, or the namespace, at the revision somebody looked at.
package struct HeldRestrictions: Sendable, Equatable {
    /// Of the state document; 0 if there is none.
    package var revision: UInt64
    package var restrictions: [Restriction]

    /// Reads the stored state, and the restrictions that hosts have for themselves.
    package static func look(
        at key: String, variant: String?, in store: any DocumentStore
    ) async throws(StoreError) -> HeldRestrictions {
        let load = try await store.load([DocumentID(.feature, key)])
        let stored = load.states.first { $0.state.key == key }
        let fleet = try await store.fleet()
        return HeldRestrictions(stored: stored, key: key, variant: variant, fleet: fleet)
    }

    package init(stored: StoredState?, key: String, variant: String?, fleet: Fleet) {
        revision = stored?.revision ?? 0
        restrictions = ActiveRestrictions(states: (stored?.state).map { [$0] } ?? [], fleet: fleet.live).list
            .filter { $0.key == key && (variant == nil || variant == $0.variant) }
    }

    /// One line each: the restriction, its hosts, by whom, why.
    package var descriptions: [String] {
        restrictions.map { "\($0.summary)\($0.place) \($0.act.attribution)".withoutControls }
    }
}

extension Restriction {
    /// Where it is in force: ` on web-1 alone`, ` on 7 hosts by themselves (web-1, …)`; empty if everywhere.
    package var place: String {
        let shown = 5
        guard let first = hosts.first else { return "" }
        if hosts.count == 1 { return " on \(first) alone" }
        let rest = hosts.count > shown ? ", … \(hosts.count - shown) more" : ""
        return " on \(hosts.count) hosts by themselves (\(hosts.prefix(shown).joined(separator: ", "))\(rest))"
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
