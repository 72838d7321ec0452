import FlagModel
import FlagSnapshot
import FlagStore
import Testing

@testable import Agent

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

    private func record(_ revision: UInt64, chain: String) -> ChangeRecord {
        let attribution = Attribution(commitID: "c", actor: "uid:kim", reason: "", source: "cli")
        return ChangeRecord(
            revision: revision, at: 0, payload: ChangePayload(attribution: attribution, changes: []), payloadDigest: "",
            chain: chain)
    }

    @Test func `another link at the applied revision, or none there, contradicts`() {
        let mirror = mirror()
        #expect(!mirror.isContradicted(by: record(5, chain: "a")))
        #expect(mirror.isContradicted(by: record(5, chain: "b")))
        #expect(mirror.isContradicted(by: record(3, chain: "a")))
        #expect(!mirror.isContradicted(by: record(5, chain: "")), "a store without a chain")
    }

    @Test func `a store that lost a document and went past the applied revision has gone back, and still restricts`() {
        var mirror = mirror()
        let change = mirror.take(
            Sample.load(
                Sample.lineage(9), documents: [Sample.document("chat", model: "older")],
                states: [Sample.killed("chat"), Sample.killed("search", revision: 3)]), past: StorePast(isOther: true))
        #expect(change.rewind == Mirror.otherPast)
        #expect(change.states.contains("search"))
        #expect(mirror.restriction(of: "search", hostTrips: []).killed)
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
            past: StorePast(link: .init(revision: 7, chain: "c"), isOther: true))
        #expect(change.rewind == nil)
        #expect(mirror.lineage?.revision == 7)
        #expect(mirror.link?.chain == "c")
    }

    @Test func `the link survives a restart`() throws {
        let kept = try #require(Mirror(lastGood: mirror().lastGood))
        #expect(kept.link == link)
    }
}
