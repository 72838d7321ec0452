import FlagSnapshot

/// Any bytes as what the agent reads of a ring: its header, then one cell.
struct RingTarget: FuzzTarget {
    func run(_ input: UnsafeRawBufferPointer) {
        var header = [UInt8](repeating: 0, count: RingLayout.headerSize)
        let ofHeader = min(Self.headerBytes, input.count)
        header.replaceSubrange(..<ofHeader, with: input[..<ofHeader])
        let cell = UnsafeRawBufferPointer(rebasing: input[ofHeader...])
        let fileSize = RingLayout.fileSize(cellCount: Self.cellCount)
        let read = header.withUnsafeBytes { try? RingHeader($0, fileSize: fileSize) }
        let position = read?.head ?? 0
        let offset = RingConsumer.offset(of: position, cellCount: read?.cellCount ?? Self.cellCount)
        require(
            offset >= RingLayout.headerSize && offset + RingLayout.cellSize <= fileSize, "a cell lies in its file")
        for sequence in [1, position &+ 1] { _ = RingConsumer.decode(cell, sequence: sequence) }
    }

    /// A new ring with one record.
    var seeds: [[UInt8]] {
        let size = RingLayout.fileSize(cellCount: Self.cellCount)
        let start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
        defer { start.deallocate() }
        let ring = UnsafeMutableRawBufferPointer(start: start, count: size)
        ring.initializeMemory(as: UInt8.self, repeating: 0)
        RingHeader.write(cellCount: Self.cellCount, process: 7, createdAt: 99, to: start)
        let record = RingRecord(
            kind: .end, result: .timeout, attempt: 1, isFinal: true, time: 11, feature: 12, variant: 13, model: 14,
            revision: 15, decision: (16, 17), unit: (18, 19), latencyNanoseconds: 20, firstTokenNanoseconds: 21,
            inputTokens: 22, outputTokens: 23, cachedTokens: 24, weight: 0.5, costMicros: 25)
        _ = RingProducer(start, cellCount: Self.cellCount).append(record, acknowledged: 0)
        let cell = RingLayout.headerSize..<RingLayout.headerSize + RingLayout.cellSize
        return [Array(ring[..<Self.headerBytes]) + Array(ring[cell])]
    }

    /// As many as have a meaning.
    private static let headerBytes = 216
    private static let cellCount: UInt32 = 16
}
