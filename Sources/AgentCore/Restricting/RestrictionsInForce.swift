package import FlagModel
import FlagSnapshot
package import SnapshotWriting

/// The restrictions that are in force on this host at one moment: the strictest of the store's and its own.
package struct RestrictionsInForce: Sendable {
    package let mirror: Mirror
    private let own: [String: [Restriction]]
    /// True if the whole namespace is off: by the store, or by this host's operators.
    package let isNamespaceOff: Bool

    init(_ core: AgentCore) {
        mirror = core.mirror
        own = Dictionary(grouping: core.ownRestrictions, by: \.key)
        isNamespaceOff = core.mirror.isNamespaceKilled || core.orders.isNamespaceHeld
    }

    /// Every key that anything may restrict.
    package var keys: Set<String> { mirror.keysWithState.union(own.keys) }

    package func ladder(of key: String) -> RestrictionLadder {
        RestrictionLadder(state: mirror.effectiveState(of: key), own: own[key] ?? [])
    }

    /// As the override table carries it, without the namespace's.
    package func entry(of key: String) -> OverrideEntry { OverrideEntry(ladder(of: key), hash: KeyHash.of) }
}

extension AgentCore {
    package var inForce: RestrictionsInForce { RestrictionsInForce(self) }
}
