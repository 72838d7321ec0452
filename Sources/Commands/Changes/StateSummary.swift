import FlagModel

extension FeatureState.Rollout {
    /// `canary at 5%, paused`.
    var summary: String { "\(candidate) at \(Share.text(share))" + (paused ? ", paused" : "") }
}

extension FeatureState {
    /// What holds, in a word each: `killed`, `canary withdrawn`, `trip errors/canary`; empty where nothing does.
    var summary: [String] {
        (kill == nil ? [] : ["killed"])
            + withdrawn.keys.sorted().map { "\($0) withdrawn" }
            + trips.keys.sorted().map { "trip \($0)" }
    }
}
