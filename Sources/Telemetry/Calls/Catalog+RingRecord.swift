import FlagSnapshot

extension RingRecord {
    var decisionID: UInt128 { UInt128(decision.high) << 64 | UInt128(decision.low) }

    /// As `Outcome.callKey`.
    var callKey: UInt64? {
        decisionID == 0 ? nil : CallKey.of(decision: decisionID, attempt: Int(attempt))
    }
}

extension Catalog {
    /// - Parameter time: when the call ended.
    func outcome(of record: RingRecord, endedBy result: RingRecord.Result, at time: UInt64) -> Outcome {
        let isEnd = record.kind == .end
        return Outcome(
            source: .ring, feature: name(record.feature), variant: name(record.variant), model: name(record.model),
            result: result, attempt: max(1, Int(record.attempt)), isFinal: record.isFinal, time: time,
            revision: record.revision, decision: record.decisionID,
            unit: UInt128(record.unit.high) << 64 | UInt128(record.unit.low),
            latencyNanoseconds: isEnd ? record.latencyNanoseconds : time.since(record.time),
            firstTokenNanoseconds: record.firstTokenNanoseconds, inputTokens: record.inputTokens,
            outputTokens: record.outputTokens, cachedTokens: record.cachedTokens,
            weight: RecordBounds.weight.contains(Double(record.weight)) ? Double(record.weight) : 1,
            costMicros: isEnd && (0...1_000_000_000_000).contains(record.costMicros) ? record.costMicros : nil)
    }
}
