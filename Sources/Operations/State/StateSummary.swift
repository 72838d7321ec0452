package import FlagModel

extension FeatureState.Rollout {
    /// `canary at 5%, paused`.
    package var summary: String { "\(candidate) at \(Share.text(share))" + (paused ? ", paused" : "") }
}

extension FeatureState {
    /// What holds, in a word each: `killed`, `canary withdrawn`, `canary TRIPPED by guard errors`; empty where nothing
    /// does.
    package var summary: [String] {
        (kill == nil ? [] : ["killed"])
            + withdrawn.keys.sorted().map { "\($0) withdrawn" }
            + trips.sorted { $0.key < $1.key }.map { _, trip in
                let target = trip.target == Self.wholeFeature ? "" : "\(trip.target) "
                let action = trip.action == .kill ? "" : ": \(trip.action)"
                return "\(target)TRIPPED by guard \(trip.guardName)\(action)"
            }
    }
}
