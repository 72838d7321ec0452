package import FlagSnapshot

/// One inference call that ended, whatever door it came through.
package struct Outcome: Sendable, Equatable {
    package typealias Result = RingRecord.Result

    package enum Source: String, Sendable, CaseIterable {
        case ring, http, datagram
    }

    package var source: Source
    package var reporter = Reporter()
    package var feature: String
    /// Empty: not said.
    package var variant: String
    package var model: String
    package var result: Result
    package var attempt: Int
    package var isFinal: Bool
    /// Monotonic nanoseconds of the agent's clock at which the call ended.
    package var time: UInt64
    /// Revision the decision rested on; 0: not said.
    package var revision: UInt64
    package var decision: UInt128
    /// Keyed hash of the unit; 0: none.
    package var unit: UInt128
    package var latencyNanoseconds: UInt64
    package var firstTokenNanoseconds: UInt64
    package var inputTokens: UInt32
    package var outputTokens: UInt32
    package var cachedTokens: UInt32
    /// 1 / sampling rate.
    package var weight: Double
    /// Micro-dollars, where said.
    package var costMicros: Int64?

    package init(
        source: Source, feature: String, variant: String = "", model: String = "", result: Result, attempt: Int = 1,
        isFinal: Bool = true, time: UInt64, revision: UInt64 = 0, decision: UInt128 = 0, unit: UInt128 = 0,
        latencyNanoseconds: UInt64 = 0, firstTokenNanoseconds: UInt64 = 0, inputTokens: UInt32 = 0,
        outputTokens: UInt32 = 0, cachedTokens: UInt32 = 0, weight: Double = 1, costMicros: Int64? = nil
    ) {
        self.source = source
        self.feature = feature
        self.variant = variant
        self.model = model
        self.result = result
        self.attempt = attempt
        self.isFinal = isFinal
        self.time = time
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
}
