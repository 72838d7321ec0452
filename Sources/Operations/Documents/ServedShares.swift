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
        let isOut = Set(state.withdrawn.keys).union(state.trips.values.map(\.target))
        for variant in state.withdrawn.keys.sorted() { replace(variant, by: feature.baseline) }
        for (_, trip) in state.trips.sorted(by: { $0.key < $1.key }) {
            switch (trip.target, trip.action) {
            case (FeatureState.wholeFeature, .kill): break
            case (FeatureState.wholeFeature, .serve(let variant)): raise(variant, to: Share.whole)
            case (_, .kill): replace(trip.target, by: feature.baseline)
            case (_, .serve(let variant)):
                // What is out itself is no replacement.
                replace(trip.target, by: isOut.contains(variant) ? feature.baseline : variant)
            }
        }
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
