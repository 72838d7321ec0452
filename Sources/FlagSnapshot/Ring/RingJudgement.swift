// What somebody made of an answer, as it crosses a reporting ring beside the calls. Names of features and variants travel
// as `KeyHash`, its own words as text: no document declares all of them.

/// A user's reaction or an evaluator's judgement.
package struct RingJudgement: Sendable, Equatable {
    package enum Kind: UInt8, Sendable { case feedback = 3, score = 4 }

    package var kind: Kind
    package var time: UInt64
    package var feature: UInt64
    package var variant: UInt64
    /// Revision the decision rested on.
    package var revision: UInt64
    /// Big-endian halves of the 128-bit decision id; both 0: none.
    package var decision: (high: UInt64, low: UInt64)
    /// Halves of the keyed hash of the unit; both 0: none.
    package var unit: (high: UInt64, low: UInt64)
    /// The feedback's kind (`thumbs_down`) or the score's name (`factuality`).
    package var name: RingText
    /// Of a score; empty: not said.
    package var dimension: RingText
    /// Of a score; finite.
    package var value: Double

    package init(
        kind: Kind, time: UInt64 = 0, feature: UInt64, variant: UInt64, revision: UInt64 = 0,
        decision: (high: UInt64, low: UInt64) = (0, 0), unit: (high: UInt64, low: UInt64) = (0, 0), name: RingText,
        dimension: RingText, value: Double = 0
    ) {
        self.kind = kind
        self.time = time
        self.feature = feature
        self.variant = variant
        self.revision = revision
        self.decision = decision
        self.unit = unit
        self.name = name
        self.dimension = dimension
        self.value = value
    }

    package static func == (left: RingJudgement, right: RingJudgement) -> Bool {
        left.kind == right.kind && left.time == right.time && left.feature == right.feature
            && left.variant == right.variant && left.revision == right.revision && left.decision == right.decision
            && left.unit == right.unit && left.name == right.name && left.dimension == right.dimension
            && left.value == right.value
    }
}
