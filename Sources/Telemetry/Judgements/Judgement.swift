/// What somebody made of an answer, whatever door it came through.
package struct Judgement: Sendable, Equatable {
    package enum Opinion: Sendable, Equatable {
        /// A user's reaction: one of `Judgement.feedbackKinds`, or what a caller invented.
        case feedback(kind: String)
        /// An evaluator's value, finite. An empty dimension: not said.
        case score(name: String, dimension: String, value: Double)
    }

    package static let feedbackKinds: Set<String> = [
        "thumbs_up", "thumbs_down", "regenerate", "copy", "edit", "escalate",
    ]
    /// Of a kind, a name or a dimension, in bytes.
    package static let wordLimit = 64

    package var source: Outcome.Source
    package var feature: String
    /// Empty: not said.
    package var variant: String
    package var opinion: Opinion
    /// Monotonic nanoseconds of the agent's clock at which it was given.
    package var time: UInt64
    /// Revision the decision rested on; 0: not said.
    package var revision: UInt64
    package var decision: UInt128
    /// Keyed hash of the unit; 0: none.
    package var unit: UInt128

    package init(
        source: Outcome.Source, feature: String, variant: String = "", opinion: Opinion, time: UInt64,
        revision: UInt64 = 0, decision: UInt128 = 0, unit: UInt128 = 0
    ) {
        self.source = source
        self.feature = feature
        self.variant = variant
        self.opinion = opinion
        self.time = time
        self.revision = revision
        self.decision = decision
        self.unit = unit
    }
}
