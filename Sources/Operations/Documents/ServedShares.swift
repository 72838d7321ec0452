package import FlagModel

/// How many of a feature's users each variant serves at most, by its stored route and state.
///
/// An estimate that never errs downwards: an entry with a condition counts as if everyone fulfilled it, because how many
/// do is not known here; a rollout as its share. What is withdrawn serves nobody, and what replaces it serves its users
/// too. A killed feature counts as if it were not: it will be restored.
package struct ServedShares {
    /// In thousandths of a per cent.
    private var shares: [String: UInt32] = [:]

    /// - Parameter ofEveryone: only what needs no condition, which errs downwards instead.
    package init(_ feature: Feature, state: FeatureState?, ofEveryone: Bool = false) {
        for entry in feature.route where !ofEveryone || entry.conditions.isEmpty {
            for share in entry.shares { raise(share.variant, to: share.weight) }
        }
        guard let state else { return }
        if let rollout = state.rollout { raise(rollout.candidate, to: rollout.share) }
        // A kill of the whole feature will be lifted; what a guard serves everyone counts.
        for case (nil, .serve(let variant)) in state.restrictions.map({ ($0.variant, $0.effect) }) {
            raise(variant, to: Share.whole)
        }
        let ladder = RestrictionLadder(state.restrictions)
        // The baseline last: it passes on what others pass to it.
        let restricted = ladder.variants.keys.sorted {
            ($0 == feature.baseline ? 1 : 0, $0) < ($1 == feature.baseline ? 1 : 0, $1)
        }
        for variant in restricted { replace(variant, by: ladder.replacement(of: variant) ?? feature.baseline) }
    }

    /// 0 for a variant that serves nobody.
    package subscript(variant: String) -> UInt32 { shares[variant] ?? 0 }

    private mutating func raise(_ variant: String, to share: UInt32) {
        shares[variant] = min(Share.whole, max(self[variant], share))
    }

    private mutating func replace(_ variant: String, by other: String) {
        guard variant != other else { return }
        shares[other] = min(Share.whole, self[other] + self[variant])
        shares[variant] = 0
    }
}
