package import FlagModel

extension FeatureState.Rollout {
    /// `canary at 5%, paused`.
    package var summary: String { "\(candidate) at \(Share.text(share))" + (paused ? ", paused" : "") }
}

extension FeatureState {
    /// Its restrictions in a few words each; empty if there are none.
    package var summary: [String] { restrictions.map(\.summary) }
}
