import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

@Suite struct MirrorTests {
    private func mirror(_ loads: StoreLoad...) -> Mirror { Mirror(loads) }

    @Test func `a later load of the same lineage is merged`() {
        let mirror = mirror(
            Sample.load(Sample.lineage(1), documents: [Sample.document("chat")]),
            Sample.load(Sample.lineage(2), complete: false, documents: [Sample.document("search", revision: 2)]))
        #expect(Set(mirror.features.keys) == ["chat", "search"])
        #expect(mirror.lineage?.revision == 2)
    }

    @Test func `a complete load replaces everything, even with nothing`() {
        let mirror = mirror(
            Sample.load(Sample.lineage(1), documents: [Sample.document("chat")], states: [Sample.killed("chat")]),
            Sample.load(Sample.lineage(2)))
        #expect(mirror.features.isEmpty)
        #expect(mirror.keysWithState.isEmpty)
    }

    @Test func `a deleted document is gone, its state stays`() {
        var tombstone = Sample.document("chat", revision: 2)
        tombstone.body = nil
        let mirror = mirror(
            Sample.load(Sample.lineage(1), documents: [Sample.document("chat")], states: [Sample.killed("chat")]),
            Sample.load(Sample.lineage(2), complete: false, documents: [tombstone]))
        #expect(mirror.features.isEmpty)
        #expect(mirror.entry(of: "chat").killed)
    }

    @Test func `a document that does not compile keeps its last good form, and its state applies`() {
        let mirror = mirror(
            Sample.load(Sample.lineage(1), documents: [Sample.document("chat", model: "good")]),
            Sample.load(
                Sample.lineage(2), complete: false, documents: [Sample.broken("chat", revision: 2)],
                states: [Sample.killed("chat", revision: 2)]))
        #expect(mirror.feature("chat")?.variant(named: "stable")?.models.first == "good")
        #expect(mirror.faults.map(\.name) == ["feature/chat"])
        #expect(mirror.entry(of: "chat").killed)
        #expect(mirror.waiting.isEmpty)
    }

    @Test(arguments: [
        (Sample.lineage(4), "its revision is 4, this host has applied 5"),
        (Sample.lineage(9, store: "other"), "it is another store"),
        (Sample.lineage(9, epoch: 2), "it was restored: epoch 2 follows 1"),
    ])
    func `after a rewind specs stay and both sides restrict`(found: Lineage, reason: String) {
        var mirror = mirror(
            Sample.load(
                Sample.lineage(5), documents: [Sample.document("chat", model: "kept")], states: [Sample.killed("chat")])
        )
        let change = mirror.take(
            Sample.load(found, documents: [Sample.document("chat", model: "older")], states: [Sample.killed("search")]))
        #expect(change.rewind == reason)
        #expect(change.states.contains("search"))
        #expect(mirror.feature("chat")?.variant(named: "stable")?.models.first == "kept")
        #expect(mirror.lineage?.revision == 5)
        #expect(mirror.entry(of: "chat").killed)
        #expect(mirror.entry(of: "search").killed)
    }

    @Test func `a rewind is said once for each way in which the store is found behind`() {
        var mirror = mirror(Sample.load(Sample.lineage(5)))
        #expect(mirror.take(Sample.load(Sample.lineage(3))).rewind != nil)
        #expect(mirror.take(Sample.load(Sample.lineage(3))).rewind == nil)
        #expect(mirror.takeUninitialised().rewind != nil)
    }

    @Test func `a rewound store that counts on is not followed until it is adopted`() {
        var mirror = mirror(Sample.load(Sample.lineage(5), documents: [Sample.document("chat")]))
        _ = mirror.take(Sample.load(Sample.lineage(4)))
        let kill = Sample.load(Sample.lineage(6), states: [Sample.killed("chat", revision: 6)])
        _ = mirror.take(kill)
        #expect(mirror.entry(of: "chat").killed)
        #expect(mirror.lineage?.revision == 5)
        _ = mirror.take(Sample.load(Sample.lineage(7, epoch: 2, adopted: 2), documents: [Sample.document("chat")]))
        #expect(mirror.rewind == nil)
        #expect(mirror.lineage?.revision == 7)
        #expect(!mirror.entry(of: "chat").killed)
    }

    @Test func `a store that is initialised no more keeps everything as it was`() {
        var mirror = mirror(
            Sample.load(Sample.lineage(5), documents: [Sample.document("chat")], states: [Sample.killed("chat")]))
        #expect(mirror.takeUninitialised().rewind != nil)
        #expect(mirror.features["chat"] != nil)
        #expect(mirror.entry(of: "chat").killed)
    }

    @Test func `last-good brings everything back, the last good form of a broken document too`() throws {
        let before = mirror(
            Sample.load(
                Sample.lineage(1), documents: [Sample.document("chat", model: "good"), Sample.document("search")]),
            Sample.load(
                Sample.lineage(2), complete: false, documents: [Sample.broken("chat", revision: 2)],
                states: [Sample.killed("search", revision: 2)]))
        let text = try before.lastGood.canonical
        var after = try #require(Mirror(lastGood: try JSONValue.parse(text)))
        after.compileAll()
        #expect(after.features == before.features)
        #expect(after.lineage == before.lineage)
        #expect(after.unitKey == before.unitKey)
        #expect(after.entry(of: "search").killed)
        #expect(after.faults.map(\.name) == ["feature/chat"])
    }

    @Test(arguments: ["null", "{}", #"{"format":9}"#, #"{"format":1,"lineage":{"store":"s"},"unitKey":"00"}"#])
    func `a last-good file of no known form is refused`(text: String) throws {
        #expect(Mirror(lastGood: try JSONValue.parse([UInt8](text.utf8))) == nil)
    }
}
