package import FlagModel

/// What the evaluator says of one flag for one unit.
package struct EvaluationAnswer: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// `value` is JSON and goes out as it is; without one the caller's own default counts.
        case resolved(value: [UInt8]?, variant: String?, reason: String)
        case unknownFlag
        /// The flag's rule cannot be evaluated.
        case unreadable
        /// The rule's result names no variant.
        case failed
        /// No snapshot has been published yet.
        case notReady
    }

    package var outcome: Outcome
    /// Of the snapshot; 0: none.
    package var revision: UInt64
    /// Why the ordinary rules did not decide, such as `KILLED`.
    package var cause: String?
    /// `treatment` or `control`.
    package var arm: String?
    /// Id of the decision, for the outcomes that follow from it.
    package var decision: String?
    /// The flag's own, which goes before ours.
    package var flagMetadata: [String: JSONValue]

    package init(
        _ outcome: Outcome, revision: UInt64, cause: String? = nil, arm: String? = nil, decision: String? = nil,
        flagMetadata: [String: JSONValue] = [:]
    ) {
        self.outcome = outcome
        self.revision = revision
        self.cause = cause
        self.arm = arm
        self.decision = decision
        self.flagMetadata = flagMetadata
    }
}
