import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing

@Suite struct RingTests {
    private static let cellCount: UInt32 = 16

    private func withRing(_ body: (UnsafeMutableRawBufferPointer, RingProducer) throws -> Void) throws {
        let size = RingLayout.fileSize(cellCount: Self.cellCount)
        let start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
        defer { start.deallocate() }
        let ring = UnsafeMutableRawBufferPointer(start: start, count: size)
        ring.initializeMemory(as: UInt8.self, repeating: 0)
        RingHeader.write(cellCount: Self.cellCount, process: 7, createdAt: 99, to: start)
        try body(ring, RingProducer(start, cellCount: Self.cellCount))
    }

    private func read(_ ring: UnsafeMutableRawBufferPointer, _ position: UInt64) -> RingConsumer.Content {
        let offset = RingConsumer.offset(of: position, cellCount: Self.cellCount)
        return RingConsumer.decode(
            UnsafeRawBufferPointer(rebasing: ring[offset..<offset + RingLayout.cellSize]), sequence: position + 1)
    }

    private var record: RingRecord {
        RingRecord(
            kind: .end, result: .rateLimited, attempt: 2, isFinal: false, time: 11, feature: 12, variant: 13, model: 14,
            revision: 15, decision: (16, 17), unit: (18, 19), latencyNanoseconds: 20, firstTokenNanoseconds: 21,
            inputTokens: 22, outputTokens: 23, cachedTokens: 24, weight: 0.5, costMicros: 25)
    }

    @Test func aRecordComesOutAsItWentIn() throws {
        try withRing { ring, producer in
            #expect(producer.append(record, acknowledged: 0))
            #expect(read(ring, 0) == .record(record))
            #expect(read(ring, 1) == .notYet)
            let header = try RingHeader(UnsafeRawBufferPointer(ring), fileSize: ring.count)
            #expect(header.head == 1 && header.process == 7 && header.createdAt == 99)
        }
    }

    @Test(arguments: [(RingRecord.Result.notMade, true, false), (.timeout, false, true), (.cancelled, true, true)])
    func aCallThatWasNotMadeAndWhatComesLateComeOutAsTheyWentIn(
        result: RingRecord.Result, isFinal: Bool, isLate: Bool
    ) throws {
        var record = record
        (record.result, record.isFinal, record.isLate) = (result, isFinal, isLate)
        try withRing { ring, producer in
            #expect(producer.append(record, acknowledged: 0))
            #expect(read(ring, 0) == .record(record))
        }
    }

    private func judgement(name: String, dimension: String) throws -> RingJudgement {
        RingJudgement(
            kind: .score, time: 1, feature: 2, variant: 3, revision: 4, decision: (5, 6), unit: (7, 8),
            name: try #require(RingText(name)), dimension: try #require(RingText(dimension)), value: -0.5)
    }

    @Test(arguments: [("a", ""), ("factuality", "functional"), (String(repeating: "é", count: 32), "x")])
    func aJudgementComesOutAsItWentIn(name: String, dimension: String) throws {
        try withRing { ring, producer in
            let judgement = try judgement(name: name, dimension: dimension)
            #expect(producer.append(judgement, acknowledged: 0) && producer.append(record, acknowledged: 0))
            #expect(read(ring, 0) == .judgement(judgement) && read(ring, 1) == .record(record))
            #expect(judgement.name.string == name && judgement.dimension.string == dimension)
            #expect(RingText(String(repeating: "x", count: 65)) == nil)
        }
    }

    /// What a forger may write, its checksum included.
    @Test func aJudgementOfAnyBytesIsReadWithinItsCell() throws {
        var random = SeededGenerator(seed: 5)
        var kept = 0
        for _ in 0..<5_000 {
            try withRing { ring, producer in
                let judgement = try judgement(name: "n", dimension: "d")
                #expect(producer.append(judgement, acknowledged: 0))
                let cell = RingLayout.headerSize
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let offset = cell + 24 + Int.random(in: 0..<200, using: &random)
                    ring[offset] = UInt8.random(in: 0...255, using: &random)
                }
                let payload = Bytes(UnsafeRawBufferPointer(rebasing: ring[(cell + 24)..<(cell + 224)]))
                let checksum = UInt32(truncatingIfNeeded: XXHash64.of(payload, seed: 1))
                ring.storeBytes(of: checksum, toByteOffset: cell + 20, as: UInt32.self)
                guard case .judgement(let read) = read(ring, 0) else { return }
                #expect(read.value.isFinite && (1...64).contains(read.name.count) && read.dimension.count <= 64)
                kept += 1
            }
        }
        #expect(kept > 1_000)
    }

    @Test func aFullRingDropsAndCounts() throws {
        try withRing { ring, producer in
            for _ in 0..<16 { #expect(producer.append(record, acknowledged: 0)) }
            #expect(!producer.append(record, acknowledged: 0))
            #expect(producer.append(record, acknowledged: 1))
            let header = try RingHeader(UnsafeRawBufferPointer(ring), fileSize: ring.count)
            #expect(header.head == 17 && header.dropped == 1)
            #expect(read(ring, 16) == .record(record))
            #expect(read(ring, 0) == .corrupt)
        }
    }

    @Test func progressIsNotedOnceARevision() throws {
        try withRing { ring, producer in
            producer.noteRead(at: 5, revision: 3)
            producer.noteRead(at: 9, revision: 3)
            let header = try RingHeader(UnsafeRawBufferPointer(ring), fileSize: ring.count)
            #expect(header.seenRevision == 3 && header.seenAt == 5 && header.lastReadAt == 9)
        }
    }

    /// Whatever a client writes, it comes out as a record it could have written, or not at all.
    @Test func damagedCellsAreNoRecords() throws {
        try withRing { ring, producer in
            #expect(producer.append(record, acknowledged: 0))
            let start = RingConsumer.offset(of: 0, cellCount: Self.cellCount)
            for offset in start..<start + 24 + 112 {
                ring[offset] ^= 0x41
                #expect(read(ring, 0) != .record(record), "offset \(offset - start)")
                ring[offset] ^= 0x41
            }
            var generator = SeededGenerator(seed: 5)
            for _ in 0..<20_000 {
                for offset in start + 8..<start + RingLayout.cellSize {
                    ring[offset] = UInt8.random(in: 0...255, using: &generator)
                }
                #expect(read(ring, 0) == .corrupt)
            }
        }
    }

    @Test func aHeaderThatLiesIsRefused() throws {
        try withRing { ring, _ in
            let bytes = UnsafeRawBufferPointer(ring)
            #expect(throws: RingHeader.Fault.wrongCellCount) { try RingHeader(bytes, fileSize: ring.count + 256) }
            let faults: [(Int, RingHeader.Fault)] = [
                (0, .wrongMagic), (8, .unknownLayout), (12, .wrongByteOrder), (17, .wrongCellCount),
                (20, .wrongCellSize),
            ]
            for (offset, fault) in faults {
                ring[offset] ^= 1
                #expect(throws: fault) { try RingHeader(bytes, fileSize: ring.count) }
                ring[offset] ^= 1
            }
            #expect(throws: RingHeader.Fault.tooShort) {
                try RingHeader(UnsafeRawBufferPointer(rebasing: bytes[..<100]), fileSize: ring.count)
            }
        }
    }

    @Test func acknowledgementsOutliveTheirWriter() throws {
        let directory = try TemporaryDirectory()
        do {
            let writer = try #require(AcknowledgementWriter(path: directory.path + "/a"))
            #expect(writer.position == 0)
            writer.move(to: 12)
        }
        #expect(try #require(AcknowledgementWriter(path: directory.path + "/a")).position == 12)
        #expect(AcknowledgementWriter(path: directory.path + "/none/a") == nil)
    }

    @Test func aSuccessorHasTheUnsettledRecordsAtTheirPositions() throws {
        try withRing { ring, producer in
            for latency in 0..<20 {
                var record = record
                record.latencyNanoseconds = UInt64(latency)
                #expect(producer.append(record, acknowledged: UInt64(max(0, latency - 15))))
            }
            try withRing { successor, _ in
                let start = try #require(successor.baseAddress)
                #expect(producer.copy(from: 9, to: start) == (9, 20))
                for position in UInt64(9)..<20 { #expect(read(successor, position) == read(ring, position)) }
                #expect(read(successor, 8) == .notYet && read(successor, 20) == .notYet)
                let header = try RingHeader(UnsafeRawBufferPointer(successor), fileSize: successor.count)
                #expect(header.first == 9 && header.head == 20)
            }
            #expect(producer.content(at: 19) == read(ring, 19))
            #expect(producer.content(at: 20) == .notYet && producer.content(at: 0) == .corrupt)
        }
    }

    @Test func aSuccessorLeavesOutWhatIsOnlyReserved() throws {
        try withRing { ring, producer in
            for _ in 0..<3 { #expect(producer.append(record, acknowledged: 0)) }
            ring.storeBytes(of: 0, toByteOffset: RingConsumer.offset(of: 1, cellCount: Self.cellCount), as: UInt64.self)
            try withRing { successor, _ in
                let start = try #require(successor.baseAddress)
                #expect(producer.copy(from: 0, to: start) == (0, 3))
                #expect(read(successor, 0) == .record(record) && read(successor, 2) == .record(record))
                #expect(read(successor, 1) == .notYet)
            }
        }
    }

    /// A receipt is somebody else's file.
    @Test(arguments: [UInt64(4), 40, .max])
    func aSuccessorIsEmptyWhereTheReceiptCannotBe(position: UInt64) throws {
        try withRing { _, producer in
            for number in 0..<21 { #expect(producer.append(record, acknowledged: UInt64(max(0, number - 15)))) }
            try withRing { successor, _ in
                let start = try #require(successor.baseAddress)
                #expect(producer.copy(from: position, to: start) == (21, 21))
                #expect(read(successor, 20) == .notYet)
            }
        }
    }
}
