import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

@Suite struct MemoryRoomTests {
    private let mebibyte = 1 << 20

    /// Compiles as the publisher does, oldest first, while there is room for so many bytes of documents.
    private func compile(_ mirror: inout Mirror, room bytes: Int) {
        let room = MemoryRoom(limit: bytes, fixed: 0)
        while true {
            let waiting = mirror.nextPending()
            if waiting.isEmpty { return }
            for pending in waiting {
                let weight = mirror.weight
                let compilation = pending.compile(in: mirror.documents) {
                    room.refusal(weight - pending.weight + $0.weight, isKept: pending.isKept)
                }
                mirror.settle(pending, compilation)
            }
        }
    }

    private func large(_ key: String, revision: UInt64, text: Int) -> StoredDocument {
        // One variant holds 64 KiB at most.
        let pieces = stride(from: 0, to: text, by: 50_000).map { start in
            #""v\#(start)":{"static":"\#(String(repeating: "x", count: min(50_000, text - start)))"}"#
        }
        return Sample.part(
            "feature", key,
            #""baseline":"v0","onKill":"off","variants":{\#(pieces.joined(separator: ",")),"off":{"static":"o"}},"#
                + #""route":[{"serve":"v0"}]"#,
            revision: revision)
    }

    @Test func `a document that finds no room is named, and its last good form stays in use`() throws {
        var mirror = Mirror()
        _ = mirror.take(Sample.load(Sample.lineage(1), documents: [large("chat", revision: 1, text: 1000)]))
        compile(&mirror, room: mebibyte)
        let before = try #require(mirror.served["chat"]?.record)
        _ = mirror.take(
            Sample.load(
                Sample.lineage(2), complete: false, documents: [large("chat", revision: 2, text: 900_000)],
                states: [Sample.killed("chat", revision: 2)]))
        compile(&mirror, room: mebibyte)
        #expect(mirror.served["chat"]?.record == before)
        #expect(mirror.faults.map(\.name) == ["feature/chat"])
        #expect(mirror.faults.first?.reason.contains("no room") == true)
        #expect(mirror.entry(of: "chat").killed)
    }

    @Test func `what is smaller finds room always, and what waits does once others have gone`() {
        var mirror = Mirror()
        let first = large("first", revision: 1, text: 100_000)
        _ = mirror.take(
            Sample.load(Sample.lineage(2), documents: [first, large("second", revision: 2, text: 100_000)]))
        compile(&mirror, room: mebibyte)
        #expect(mirror.served.keys.sorted() == ["first"])
        _ = mirror.take(
            Sample.load(Sample.lineage(3), complete: false, documents: [large("first", revision: 3, text: 50_000)]))
        compile(&mirror, room: 1)
        #expect(mirror.faults.map(\.name) == ["feature/second"])
        _ = mirror.take(
            Sample.load(Sample.lineage(4), complete: false, documents: [Sample.deleted(first, revision: 4)]))
        mirror.waitAgain([DocumentID(.feature, "second")])
        compile(&mirror, room: mebibyte)
        #expect(mirror.served.keys.sorted() == ["second"])
        #expect(mirror.faults.isEmpty)
    }

    @Test func `after a restart what was in use finds room before what was not, whichever changed last`() throws {
        var mirror = Mirror()
        let loads = [
            [large("in-use", revision: 1, text: 100_000)], [large("waiting", revision: 2, text: 100_000)],
            [large("in-use", revision: 3, text: 90_000)],
        ]
        for (number, documents) in loads.enumerated() {
            _ = mirror.take(
                Sample.load(Sample.lineage(UInt64(number + 1)), complete: number == 0, documents: documents))
            compile(&mirror, room: mebibyte)
        }
        #expect(mirror.served.keys.sorted() == ["in-use"])
        var next = try #require(Mirror(lastGood: try mirror.lastGood))
        compile(&next, room: mebibyte)
        #expect(next.served.keys.sorted() == ["in-use"])
    }

    @Test func `what was in use before a restart stays so under a lower limit, and what is new then waits`() throws {
        let documents = (0..<4).map { large("feature-\($0)", revision: 1, text: 50_000) }
        let before = Mirror([Sample.load(Sample.lineage(1), documents: documents)])
        var next = try #require(Mirror(lastGood: try before.lastGood))
        _ = next.take(
            Sample.load(Sample.lineage(2), complete: false, documents: [large("new", revision: 2, text: 50_000)]))
        let weight = before.weight.memory
        let room = MemoryRoom(limit: MemoryRoom.program + weight + 200_000, fixed: MemoryRoom.fixed)
        #expect(room.refusal(before.weight) != nil)
        for pending in next.nextPending() {
            let refusal = room.refusal(
                next.weight - pending.weight + MemoryRoom.Weight(documents: 1, bytes: 101_000), isKept: pending.isKept)
            #expect((refusal != nil) == (pending.document.id.key == "new"))
        }
    }

    @Test(arguments: [(48, 19), (100, 40), (160, 96), (768, 704)])
    func `of a small limit two fifths are for documents, of a large one all but a fixed share`(limit: Int, room: Int) {
        let limited = MemoryRoom(limit: limit * mebibyte)
        #expect(limited.refusal(MemoryRoom.Weight(waiting: room * mebibyte)) == nil)
        #expect(limited.refusal(MemoryRoom.Weight(waiting: (room + 1) * mebibyte)) != nil)
    }

    @Test func `without a limit everything finds room`() {
        #expect(MemoryRoom(limit: nil).refusal(MemoryRoom.Weight(documents: 1 << 30, bytes: 1 << 40)) == nil)
    }

    @Test func `a prompt that many features name weighs as often`() {
        let prompt = Sample.part(
            "prompt", "system@1", #""version":1,"text":"\#(String(repeating: "x", count: 50_000))""#)
        let features = (0..<20).map { Sample.feature("feature-\($0)", prompt: "system@1", revision: 2) }
        var mirror = Mirror()
        _ = mirror.take(Sample.load(Sample.lineage(2), documents: [prompt] + features))
        compile(&mirror, room: 2 * mebibyte)
        #expect((1..<12).contains(mirror.served.count))
        #expect(mirror.weight.memory <= 2 * mebibyte)
    }
}
