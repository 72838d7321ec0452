// The spec of an AI feature, as people declare it.

/// One feature, validated: every name of its own resolves, every split adds up. Segments, prompts and overrides of
/// parameters are documents of their own; `DocumentSet` resolves those.
package struct Feature: Sendable, Equatable {
    package var key: String
    package var owner: String?
    /// Changes that widen need a second person.
    package var isProtected: Bool
    /// The attribute that buckets; `nil` means the unit.
    package var bucketBy: String?
    /// What the bucketing text begins with; the key unless the document says otherwise.
    package var salt: String
    /// By name, `extends` already merged. A stored document knows no other order.
    package var variants: [Variant]
    /// Name of the off variant: what a kill serves.
    package var onKill: String
    /// Name of the variant that comparisons are made against.
    package var baseline: String
    /// First match wins; the last entry has no conditions.
    package var route: [RouteEntry]
    package var guards: [GuardRule]
    /// `nil`: the last known state is served, however old.
    package var onStale: Staleness?
    package var rollout: RolloutPlan?

    package init(
        key: String, owner: String? = nil, isProtected: Bool = false, bucketBy: String? = nil, salt: String? = nil,
        variants: [Variant], onKill: String, baseline: String, route: [RouteEntry], guards: [GuardRule] = [],
        onStale: Staleness? = nil, rollout: RolloutPlan? = nil
    ) {
        self.key = key
        self.owner = owner
        self.isProtected = isProtected
        self.bucketBy = bucketBy
        self.salt = salt ?? key
        self.variants = variants
        self.onKill = onKill
        self.baseline = baseline
        self.route = route
        self.guards = guards
        self.onStale = onStale
        self.rollout = rollout
    }

    /// Variant name -> digest.
    package var digests: [String: String] {
        Dictionary(variants.map { ($0.name, $0.digest) }, uniquingKeysWith: { first, _ in first })
    }

    package func variant(named name: String) -> Variant? { variants.first { $0.name == name } }
}
