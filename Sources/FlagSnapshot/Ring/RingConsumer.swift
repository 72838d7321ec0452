/// The reading side: pure functions over copies that the agent made with `pread`. The process that wrote them is not
/// trusted.
package enum RingConsumer {
    package enum Content: Sendable, Equatable {
        case record(RingRecord)
        case judgement(RingJudgement)
        /// Reserved at most. Comes later, or never if the process died.
        case notYet
        /// What no client writes. A copy may be torn by a record just being written: read it again once.
        case corrupt
    }

    /// - Parameters:
    ///   - cell: `RingLayout.cellSize` bytes.
    ///   - sequence: the record's position in the ring's life, from 0, plus 1.
    package static func decode(_ cell: UnsafeRawBufferPointer, sequence: UInt64) -> Content {
        typealias Field = RingLayout.Cell
        guard let start = cell.baseAddress, cell.count >= RingLayout.cellSize else { return .corrupt }
        let found = start.word(Field.sequence)
        if found < sequence { return .notYet }
        guard found == sequence else { return .corrupt }
        let time = start.word(Field.time)
        let length = Int(start.half(Field.length))
        guard length >= RingLayout.Payload.size, length <= RingLayout.cellSize &- Field.payload else {
            return .corrupt
        }
        let payload = Bytes(start + Field.payload, count: length)
        guard start.half(Field.checksum) == RingCell.checksum(of: payload, time: time) else { return .corrupt }
        if let record = RingRecord(payload: payload.start, time: time) { return .record(record) }
        if let judgement = RingJudgement(payload: payload, time: time) { return .judgement(judgement) }
        return .corrupt
    }

    /// Where in the file the record at a position lies.
    package static func offset(of position: UInt64, cellCount: UInt32) -> Int {
        RingLayout.headerSize
            &+ Int(truncatingIfNeeded: position & (UInt64(cellCount) &- 1)) &* RingLayout.cellSize
    }
}
