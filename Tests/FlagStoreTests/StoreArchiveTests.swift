import FlagModel
import FlagStore
import SeededRandom
import Testing

@Suite("StoreArchive as lines")
struct StoreArchiveTests {
    @Test("what was written is read back as it was, tombstones and bytes that are no text included")
    func roundTrip() throws {
        let archive = try Self.sample()
        #expect(try Self.read(Self.file(of: archive)) == archive)
    }

    @Test("a file that was cut off is refused wherever it was cut")
    func truncated() throws {
        let file = try Self.file(of: Self.sample())
        for length in stride(from: 0, to: file.count - 1, by: 7) {
            #expect(throws: ArchiveError.self, "cut at \(length)") { try Self.read(Array(file.prefix(length))) }
        }
    }

    @Test("a file in which one byte differs is refused, or says the same", arguments: 0..<4)
    func corrupt(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let archive = try Self.sample()
        let file = try Self.file(of: archive)
        for _ in 0..<200 {
            var damaged = file
            let place = Int.random(in: 0..<file.count, using: &generator)
            damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
            do {
                let read = try Self.read(damaged)
                #expect(read == archive, "byte \(place)")
            } catch {
                #expect(error.line > 0)
            }
        }
    }

    @Test("a line that is missing, doubled or moved is refused")
    func lines() throws {
        let lines = try Self.file(of: Self.sample()).split(separator: UInt8(ascii: "\n")).map(Array.init)
        func refused(_ lines: [[UInt8]]) { #expect(throws: ArchiveError.self) { try Self.read(lines: lines) } }
        for index in lines.indices { refused(lines.enumerated().filter { $0.offset != index }.map(\.element)) }
        refused(lines + [lines[1]])
        refused([lines[0], lines[2], lines[1]] + lines.dropFirst(3))
    }

    @Test("a revision beyond the lineage's, or a lineage beyond all bounds, is refused", arguments: 0..<5)
    func bounds(place: Int) throws {
        var archive = try Self.sample()
        switch place {
        case 0: archive.load.lineage.epoch = UInt64(Int64.max)
        case 1: archive.load.lineage.revision = UInt64(Int64.max)
        case 2: archive.load.documents[0].revision = 10
        case 3: archive.load.states[0].revision = 10
        default: archive.load.lineage.revision = 0
        }
        let file = try Self.file(of: archive)
        #expect { try Self.read(file) } throws: { "\($0)".contains("the lineage does not fit") }
    }

    @Test("a newer version, and what is no backup at all, is refused in words")
    func foreign() throws {
        let text = String(decoding: try Self.file(of: Self.sample()), as: UTF8.self)
        #expect {
            try Self.read(Array(text.replacing("\"version\":1", with: "\"version\":2").utf8))
        } throws: { "\($0)".contains("a newer flagpost wrote") }
        #expect { try Self.read(Array("{\"kind\":\"feature\"}\n".utf8)) } throws: {
            "\($0)".contains("line 1: this is no backup")
        }
    }

    static func read(_ file: [UInt8]) throws(ArchiveError) -> StoreArchive {
        try read(lines: file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map(Array.init))
    }

    static func read(lines: [[UInt8]]) throws(ArchiveError) -> StoreArchive {
        var reader = StoreArchiveReader()
        for line in lines { try reader.read(line) }
        return try reader.finish()
    }

    static func file(of archive: StoreArchive) throws -> [UInt8] {
        var digest = DigestStream()
        var file: [UInt8] = []
        for value in archive.lines(namespace: "prod") {
            let line = value.canonical + [UInt8(ascii: "\n")]
            digest.add(line)
            file += line
        }
        return file + StoreArchive.end(lines: archive.lineCount, digest: digest).canonical + [UInt8(ascii: "\n")]
    }

    static func sample() throws -> StoreArchive {
        let id = DocumentID(kind: "feature", key: "support-chat")
        let attribution = Attribution(commitID: "1", actor: "uid:ann@ops", reason: "\"q\"\n\u{2028}", source: "cli")
        let change = DocumentChange(id: id, expected: 0, body: Array("{\"a\":\"\\u0001é\"}".utf8), digests: ["a": "1"])
        let payload = Commit([change]).payload(by: attribution)
        let record = ChangeRecord(
            revision: 1, at: 5, payload: payload, payloadDigest: payload.digest,
            chain: AuditChain.link(
                after: AuditChain.origin, storeID: "s", revision: 1, at: 5, payloadDigest: payload.digest))
        var state = FeatureState(key: "support-chat")
        state.kill = FeatureState.Act(by: "uid:ann", at: 3, reason: "r", source: "cli")
        return StoreArchive(
            load: StoreLoad(
                lineage: Lineage(storeID: "s", epoch: 2, revision: 9, adoptedEpoch: 1), now: 77, committedAt: 66,
                unitKey: Array(0..<16), isComplete: true,
                documents: [
                    StoredDocument(id: id, revision: 1, body: change.body, digests: ["a": "1"]),
                    StoredDocument(id: DocumentID(kind: "flag", key: "a/b"), revision: 2, body: nil, deletedAt: 6),
                    StoredDocument(id: DocumentID(kind: "flag", key: "raw"), revision: 3, body: [0xFF, 0x00, 0x0A]),
                ],
                states: [StoredState(revision: 4, state: state)],
                schedules: [
                    Schedule(
                        id: "later", at: 9_000, purpose: .planned, changes: [change],
                        attribution: {
                            var later = attribution
                            later.commitID = "later"
                            return later
                        }())
                ]),
            checkpoint: AuditChain.Checkpoint(revision: 0, chain: AuditChain.origin), log: [record],
            past: [StoreArchive.PastContent(document: id, digest: "d", replacedAt: 1, body: Array("{}".utf8))])
    }
}
