import FlagSnapshot

/// What one record may say, whichever way it comes: no service means more, and one that says more would drown the rest.
enum RecordBounds {
    /// 1 / sampling rate.
    static let weight = 1.0...10_000.0
    /// Of a score: what scale is longer says the same in other units.
    static let score = -1_000_000.0...1_000_000.0
    static let tokens: ClosedRange<Int64> = 0...100_000_000
    static let milliseconds = 0...86_400_000.0
    static let nanoseconds = 0...(86_400 * UInt64.second)
}

extension RingRecord {
    /// Whether it says what a record may say.
    var isWithinBounds: Bool {
        RecordBounds.weight.contains(Double(weight)) && RecordBounds.nanoseconds.contains(latencyNanoseconds)
            && RecordBounds.nanoseconds.contains(firstTokenNanoseconds)
            && RecordBounds.tokens.contains(Int64(max(inputTokens, outputTokens, cachedTokens)))
    }
}

extension RingJudgement {
    var isWithinBounds: Bool { kind == .feedback || RecordBounds.score.contains(value) }
}
