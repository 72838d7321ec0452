import FlagModel

/// How many of a feature's users each variant serves at most, by its stored route and state.
///
/// An estimate that never errs downwards: an entry with a condition counts as if everyone fulfilled it, because how many
/// do is not known here; a rollout as its share; what replaces a restricted variant as what that one would serve.
struct ServedShares {
    /// In thousandths of a per cent.
    private var shares: [String: UInt32] = [:]

    init(_ feature: Feature, state: FeatureState?) {
        for entry in feature.route {
            for share in entry.shares { raise(share.variant, to: share.weight) }
        }
        guard let state else { return }
        if let rollout = state.rollout { raise(rollout.candidate, to: rollout.share) }
        for variant in state.withdrawn.keys { add(self[variant], to: feature.baseline) }
        for trip in state.trips.values {
            let affected = trip.target == FeatureState.wholeFeature ? Share.whole : self[trip.target]
            switch trip.action {
            case .kill: if trip.target != FeatureState.wholeFeature { add(affected, to: feature.baseline) }
            case .serve(let variant): add(affected, to: variant)
            }
        }
    }

    /// 0 for a variant that serves nobody.
    subscript(variant: String) -> UInt32 { shares[variant] ?? 0 }

    private mutating func raise(_ variant: String, to share: UInt32) {
        shares[variant] = min(Share.whole, max(self[variant], share))
    }

    private mutating func add(_ share: UInt32, to variant: String) {
        let (sum, overflow) = self[variant].addingReportingOverflow(share)
        shares[variant] = overflow ? Share.whole : min(Share.whole, sum)
    }
}
