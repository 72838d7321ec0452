extension RingJudgement {
    private typealias Field = RingLayout.JudgementPayload

    package func write(to start: UnsafeMutableRawPointer) {
        start.put(kind.rawValue, Field.kind)
        start.put(UInt8(truncatingIfNeeded: name.count), Field.nameLength)
        start.put(UInt8(truncatingIfNeeded: dimension.count), Field.dimensionLength)
        start.put(UInt8(0), Field.dimensionLength &+ 1)
        start.put(UInt32(0), Field.dimensionLength &+ 2)
        start.put(feature, Field.feature)
        start.put(variant, Field.variant)
        start.put(value.bitPattern, Field.value)
        start.put(revision, Field.revision)
        start.put(decision.high, Field.decision)
        start.put(decision.low, Field.decision &+ 8)
        start.put(unit.high, Field.unit)
        start.put(unit.low, Field.unit &+ 8)
        name.write(to: start + Field.name)
        dimension.write(to: start + Field.dimension)
    }

    /// `nil` where it is none, or a field has a value it cannot have.
    init?(payload: Bytes, time: UInt64) {
        let start = payload.start
        guard payload.count >= Field.size,
            let kind = Kind(rawValue: start.load(fromByteOffset: Field.kind, as: UInt8.self))
        else { return nil }
        let nameLength = Int(start.load(fromByteOffset: Field.nameLength, as: UInt8.self))
        let dimensionLength = Int(start.load(fromByteOffset: Field.dimensionLength, as: UInt8.self))
        let value = Double(bitPattern: start.word(Field.value))
        guard (1...RingText.capacity).contains(nameLength), dimensionLength <= RingText.capacity, value.isFinite else {
            return nil
        }
        self.init(
            kind: kind, time: time, feature: start.word(Field.feature), variant: start.word(Field.variant),
            revision: start.word(Field.revision),
            decision: (start.word(Field.decision), start.word(Field.decision &+ 8)),
            unit: (start.word(Field.unit), start.word(Field.unit &+ 8)),
            name: RingText(start + Field.name, count: nameLength),
            dimension: RingText(start + Field.dimension, count: dimensionLength), value: value)
    }
}
