extension RingRecord {
    private typealias Field = RingLayout.Payload

    /// Writes `RingLayout.Payload.size` bytes, all but the time.
    @inline(__always)
    package func write(to start: UnsafeMutableRawPointer) {
        start.put(kind.rawValue, Field.kind)
        start.put(result.rawValue, Field.result)
        start.put(attempt, Field.attempt)
        start.put(UInt8((isFinal ? 1 : 0) | (isLate ? 2 : 0)), Field.flags)
        start.put(UInt32(0), Field.flags &+ 1)
        start.put(feature, Field.feature)
        start.put(variant, Field.variant)
        start.put(model, Field.model)
        start.put(revision, Field.revision)
        start.put(decision.high, Field.decision)
        start.put(decision.low, Field.decision &+ 8)
        start.put(unit.high, Field.unit)
        start.put(unit.low, Field.unit &+ 8)
        start.put(latencyNanoseconds, Field.latency)
        start.put(firstTokenNanoseconds, Field.firstToken)
        start.put(inputTokens, Field.inputTokens)
        start.put(outputTokens, Field.outputTokens)
        start.put(cachedTokens, Field.cachedTokens)
        start.put(weight.bitPattern, Field.weight)
        start.put(costMicros, Field.cost)
    }

    /// `nil` where a field has a value it cannot have.
    ///
    /// - Parameter start: of at least `RingLayout.Payload.size` bytes.
    init?(payload start: UnsafeRawPointer, time: UInt64) {
        guard let kind = Kind(rawValue: start.load(fromByteOffset: Field.kind, as: UInt8.self)),
            let result = Result(rawValue: start.load(fromByteOffset: Field.result, as: UInt8.self)), result != .lost
        else { return nil }
        let flags = start.load(fromByteOffset: Field.flags, as: UInt8.self)
        let weight = Float(bitPattern: start.half(Field.weight))
        guard weight.isFinite, weight > 0 else { return nil }
        self.init(
            kind: kind, result: result, attempt: start.load(fromByteOffset: Field.attempt, as: UInt8.self),
            isFinal: flags & 1 != 0, isLate: flags & 2 != 0, time: time,
            feature: start.word(Field.feature), variant: start.word(Field.variant), model: start.word(Field.model),
            revision: start.word(Field.revision),
            decision: (start.word(Field.decision), start.word(Field.decision &+ 8)),
            unit: (start.word(Field.unit), start.word(Field.unit &+ 8)),
            latencyNanoseconds: start.word(Field.latency), firstTokenNanoseconds: start.word(Field.firstToken),
            inputTokens: start.half(Field.inputTokens), outputTokens: start.half(Field.outputTokens),
            cachedTokens: start.half(Field.cachedTokens), weight: weight,
            costMicros: Int64(bitPattern: start.word(Field.cost)))
    }
}
