// One record as it crosses a reporting ring: fixed width, little endian, no pointers. Names travel as `KeyHash`;
// the agent knows the names from its documents and counts what it does not know as `other`.

/// A call's beginning or end.
package struct RingRecord: Sendable, Equatable {
    package enum Kind: UInt8, Sendable { case begin = 1, end = 2 }

    /// How a call ended. `lost` is never written by a client: the agent concludes it when a reporter dies.
    package enum Result: UInt8, Sendable, CaseIterable {
        case ok = 0
        case error = 1
        case timeout = 2
        case rateLimited = 3
        case contentPolicy = 4
        case cancelled = 5
        case lost = 6
        /// Nobody was called: the client had no room or no time left for the call. No outcome of a variant.
        case notMade = 7
    }

    package var kind: Kind
    package var result: Result
    /// 1 for the first attempt of a request.
    package var attempt: UInt8
    /// The request's last attempt.
    package var isFinal: Bool
    /// The call's end was reported before, as that of one that was given up: only tokens and cost are new.
    package var isLate: Bool
    /// `CLOCK_MONOTONIC` nanoseconds at which this was written.
    package var time: UInt64
    package var feature: UInt64
    package var variant: UInt64
    /// 0: not said.
    package var model: UInt64
    /// Revision the decision rested on.
    package var revision: UInt64
    /// Big-endian halves of the 128-bit decision id; both 0: none.
    package var decision: (high: UInt64, low: UInt64)
    /// Halves of the keyed hash of the unit; both 0: none.
    package var unit: (high: UInt64, low: UInt64)
    package var latencyNanoseconds: UInt64
    /// 0: not a stream.
    package var firstTokenNanoseconds: UInt64
    package var inputTokens: UInt32
    package var outputTokens: UInt32
    package var cachedTokens: UInt32
    /// 1 / sampling rate.
    package var weight: Float
    /// Micro-dollars; negative: not said.
    package var costMicros: Int64

    package init(
        kind: Kind, result: Result = .ok, attempt: UInt8 = 1, isFinal: Bool = true, isLate: Bool = false,
        time: UInt64 = 0, feature: UInt64 = 0, variant: UInt64 = 0, model: UInt64 = 0, revision: UInt64 = 0,
        decision: (high: UInt64, low: UInt64) = (0, 0), unit: (high: UInt64, low: UInt64) = (0, 0),
        latencyNanoseconds: UInt64 = 0, firstTokenNanoseconds: UInt64 = 0, inputTokens: UInt32 = 0,
        outputTokens: UInt32 = 0, cachedTokens: UInt32 = 0, weight: Float = 1, costMicros: Int64 = -1
    ) {
        self.kind = kind
        self.result = result
        self.attempt = attempt
        self.isFinal = isFinal
        self.isLate = isLate
        self.time = time
        self.feature = feature
        self.variant = variant
        self.model = model
        self.revision = revision
        self.decision = decision
        self.unit = unit
        self.latencyNanoseconds = latencyNanoseconds
        self.firstTokenNanoseconds = firstTokenNanoseconds
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.weight = weight
        self.costMicros = costMicros
    }

    package static func == (left: RingRecord, right: RingRecord) -> Bool {
        left.kind == right.kind && left.result == right.result && left.attempt == right.attempt
            && left.isFinal == right.isFinal && left.isLate == right.isLate && left.time == right.time
            && left.feature == right.feature && left.variant == right.variant && left.model == right.model
            && left.revision == right.revision
            && left.decision == right.decision && left.unit == right.unit
            && left.latencyNanoseconds == right.latencyNanoseconds
            && left.firstTokenNanoseconds == right.firstTokenNanoseconds && left.inputTokens == right.inputTokens
            && left.outputTokens == right.outputTokens && left.cachedTokens == right.cachedTokens
            && left.weight == right.weight && left.costMicros == right.costMicros
    }
}
