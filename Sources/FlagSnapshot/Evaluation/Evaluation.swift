// What an evaluation comes to. The raw values cross the C ABI and are frozen with it; 4 to 6 are statuses of other calls.

/// A variant, or why there is none.
package struct Evaluation {
    package enum Status: UInt8, Sendable {
        case ok = 0
        /// No snapshot is there yet.
        case notReady = 1
        case flagNotFound = 2
        /// The snapshot's record is damaged, or a rule of it cannot be evaluated.
        case parseError = 3
        /// The flag says: the caller's own default. `reason` is `default`, or `disabled`.
        case codeDefault = 7
        /// The flag's rule came to something that is no variant.
        case general = 8
    }

    /// OpenFeature's reasons.
    package enum Reason: UInt8, Sendable {
        case error = 0
        /// The route is one unconditional serve.
        case `static` = 1
        /// The last, unconditional serve after conditional entries; or the baseline, for want of something to bucket.
        case `default` = 2
        /// A conditional serve.
        case targetingMatch = 3
        /// A share of a split, or of a rollout.
        case split = 4
        /// A killed feature, a disabled flag.
        case disabled = 5
        /// The snapshot is too old for the feature.
        case stale = 6
    }

    /// What held the feature back. Nothing says `throttled` or `budget` yet.
    package enum Cause: UInt8, Sendable {
        case none = 0
        case killed = 1
        case tripped = 2
        case withdrawn = 3
        case stale = 4
        case throttled = 5
        case budget = 6
    }

    /// The side of the comparison that the unit is on. In a split its baseline is the control; in a rollout, so many of
    /// the baseline as are on the candidate.
    package enum Arm: UInt8, Sendable {
        case none = 0
        case treatment = 1
        case control = 2
    }

    package var status: Status
    package var reason: Reason
    package var cause: Cause
    package var arm: Arm
    /// `KeyHash` of the feature asked for.
    package var feature: UInt64
    /// `KeyHash` of the variant's name; 0 where `status` is not `ok`.
    package var variant: UInt64
    /// All three point into the snapshot.
    package var name: Bytes
    package var value: Bytes
    /// A flag's metadata, a JSON object, whatever the status; empty where there is none.
    package var metadata: Bytes

    package init(
        status: Status, reason: Reason = .error, cause: Cause = .none, arm: Arm = .none, feature: UInt64,
        variant: UInt64 = 0, name: Bytes = .empty, value: Bytes = .empty, metadata: Bytes = .empty
    ) {
        self.status = status
        self.reason = reason
        self.cause = cause
        self.arm = arm
        self.feature = feature
        self.variant = variant
        self.name = name
        self.value = value
        self.metadata = metadata
    }
}
