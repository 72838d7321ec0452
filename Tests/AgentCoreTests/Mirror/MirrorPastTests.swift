import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

@Suite struct MirrorPastTests {
    private let link = AuditChain.Checkpoint(revision: 5, chain: "a")

    /// At revision 5, with two documents and a kill.
    private func mirror() -> Mirror {
        var mirror = Mirror()
        _ = mirror.take(
            Sample.load(
                Sample.lineage(5), documents: [Sample.document("chat"), Sample.document("search", revision: 5)],
                states: [Sample.killed("chat", revision: 4)]), past: StorePast(link: link))
        mirror.compileAll()
        return mirror
    }

    @Test func `another link at the applied revision, or none there, contradicts`() {
        let mirror = mirror()
        #expect(mirror.agrees(with: Sample.record(5, chain: "a")) == true)
        #expect(mirror.agrees(with: Sample.record(5, chain: "b")) == false)
        #expect(mirror.agrees(with: Sample.record(3, chain: "a")) == false)
        #expect(mirror.agrees(with: Sample.record(5, chain: "")) == nil, "a store without a chain")
    }

    @Test func `a store that lost a document and went past the applied revision has gone back, and still restricts`() {
        var mirror = mirror()
        let change = mirror.take(
            Sample.load(
                Sample.lineage(9), documents: [Sample.document("chat", model: "older")],
                states: [Sample.killed("chat"), Sample.killed("search", revision: 3)]), past: StorePast(agrees: false))
        #expect(change.rewind == Mirror.otherPast)
        #expect(change.states.contains("search"))
        #expect(mirror.entry(of: "search").killed)
        #expect(mirror.feature("chat")?.variant(named: "stable")?.models.first == "small")
        #expect(mirror.lineage?.revision == 5)
    }

    @Test func `a store that was given again what it lost is followed`() {
        var mirror = mirror()
        let change = mirror.take(
            Sample.load(
                Sample.lineage(7),
                documents: [
                    Sample.document("chat", model: "new", revision: 7), Sample.document("search", revision: 4),
                ],
                states: [Sample.killed("chat", revision: 5)]),
            past: StorePast(link: .init(revision: 7, chain: "c"), agrees: false))
        #expect(change.rewind == nil)
        #expect(mirror.lineage?.revision == 7)
        #expect(mirror.link?.chain == "c")
    }

    @Test(arguments: [nil, Sample.lineage(3), Sample.lineage(2, store: "other")] as [Lineage?])
    func `what a store restricted while it was behind stays when it goes further back`(next: Lineage?) {
        var mirror = mirror()
        _ = mirror.take(Sample.load(Sample.lineage(4), states: [Sample.killed("search", revision: 4)]))
        #expect(mirror.entry(of: "search").killed)
        let change = next.map { mirror.take(Sample.load($0)) } ?? mirror.takeUninitialised()
        #expect(change.rewind != nil)
        #expect(mirror.entry(of: "search").killed)
        _ = mirror.take(Sample.load(Sample.lineage(6, epoch: 2)))
        #expect(mirror.entry(of: "search").killed)
    }

    @Test func `what a store restricted while it was behind can be taken back there`() {
        var mirror = mirror()
        _ = mirror.take(Sample.load(Sample.lineage(3), states: [Sample.killed("search", revision: 3)]))
        _ = mirror.take(
            Sample.load(
                Sample.lineage(4), states: [StoredState(revision: 4, state: FeatureState(key: "search"))]))
        #expect(!mirror.entry(of: "search").killed)
        #expect(mirror.entry(of: "chat").killed, "killed before the store went back")
    }

    @Test(arguments: [true, false, nil])
    func `a store that was away as a whole is followed where its log says the same as before`(agrees: Bool?) throws {
        var mirror = mirror()
        #expect(mirror.takeUninitialised().rewind != nil)
        mirror = try #require(Mirror(lastGood: try mirror.lastGood))
        let back = Sample.load(
            Sample.lineage(6), documents: [Sample.document("chat"), Sample.document("search", revision: 5)])
        _ = mirror.take(back, past: StorePast(link: .init(revision: 6, chain: "b"), agrees: agrees))
        #expect((mirror.rewind == nil) == (agrees == true))
        #expect(mirror.entry(of: "chat").killed == (agrees != true))
    }

    @Test func `a store that was another one meanwhile is not followed, though its log says the same`() {
        var mirror = mirror()
        _ = mirror.take(Sample.load(Sample.lineage(1, store: "other"), states: [Sample.killed("search", revision: 1)]))
        _ = mirror.takeUninitialised()
        _ = mirror.take(Sample.load(Sample.lineage(5)), past: StorePast(link: link, agrees: true))
        #expect(mirror.rewind != nil)
        #expect(mirror.entry(of: "search").killed)
    }

    @Test func `the link survives a restart`() throws {
        let kept = try #require(Mirror(lastGood: try mirror().lastGood))
        #expect(kept.link == link)
    }
}
