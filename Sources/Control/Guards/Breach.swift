package import FlagModel

/// A guard's finding: what breached, what is to be done, and the numbers that say so.
package struct Breach: Sendable, Equatable {
    package var feature: String
    package var guardName: String
    /// A variant's name, or `FeatureState.wholeFeature`.
    package var target: String
    package var action: GuardRule.Action
    /// Of the variant judged; empty for the whole feature.
    package var digest: String
    /// The revision that was applied when it was judged.
    package var basis: UInt64
    /// Rule, windows with n and k, threshold, probability, source.
    package var evidence: JSONValue
    /// One line for people.
    package var reason: String
    /// Decided and logged, not applied.
    package var isShadow: Bool

    package init(
        feature: String, guardName: String, target: String, action: GuardRule.Action, digest: String, basis: UInt64,
        evidence: JSONValue, reason: String, isShadow: Bool
    ) {
        self.feature = feature
        self.guardName = guardName
        self.target = target
        self.action = action
        self.digest = digest
        self.basis = basis
        self.evidence = evidence
        self.reason = reason
        self.isShadow = isShadow
    }

    /// The trip that applies this breach.
    /// - Parameters:
    ///   - actor: who trips, as `Act.by` has it.
    ///   - time: Unix milliseconds.
    package func trip(by actor: String, at time: Int64) -> FeatureState.Trip {
        let act = FeatureState.Act(by: actor, at: time, reason: reason, source: "guard:\(guardName)")
        return FeatureState.Trip(
            act: act, guardName: guardName, target: target, action: action, digest: digest, basis: basis,
            evidence: evidence)
    }
}
