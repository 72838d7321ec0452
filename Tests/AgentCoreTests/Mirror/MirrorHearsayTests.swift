import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

/// What a store says that cannot know the newest.
@Suite struct MirrorHearsayTests {
    /// At revision 5 by the word of a master, with two features.
    private func mirror(states: [StoredState] = []) -> Mirror {
        Mirror([
            Sample.load(
                Sample.lineage(5), documents: [Sample.feature("chat"), Sample.feature("search")], states: states)
        ])
    }

    private func doubted(
        _ lineage: Lineage, complete: Bool = false, documents: [StoredDocument] = [], states: [StoredState] = []
    ) -> StoreLoad {
        var load = Sample.load(lineage, complete: complete, documents: documents, states: states)
        load.doubt = "it is a replica"
        return load
    }

    private func restored(_ key: String, at revision: UInt64) -> StoredState {
        StoredState(
            revision: revision, state: FeatureState(key: key, cleared: [FeatureState.wholeFeature: revision]))
    }

    private func share(_ mirror: Mirror, _ key: String = "chat") -> UInt32? {
        mirror.effectiveState(of: key)?.rollout?.share
    }

    @Test func `a kill holds, and nothing is taken`() {
        var mirror = mirror()
        let keys = mirror.hear(
            doubted(
                Sample.lineage(7), documents: [Sample.document("chat", model: "other", revision: 7)],
                states: [Sample.killed("chat", revision: 6)]))
        #expect(keys == ["chat"])
        #expect(mirror.entry(of: "chat").killed)
        #expect(mirror.lineage?.revision == 5)
        #expect(mirror.waiting.isEmpty)
        #expect(mirror.nextSince == 7 && mirror.ownSince == 5)
        let again = mirror.hear(doubted(Sample.lineage(7), states: [Sample.killed("chat", revision: 6)]))
        #expect(again == [], "nothing new")
    }

    @Test func `nothing is lifted before a store says so that can know`() {
        var mirror = mirror(states: [Sample.killed("search", revision: 3)])
        _ = mirror.hear(doubted(Sample.lineage(6), states: [Sample.killed("chat", revision: 6)]))
        _ = mirror.hear(doubted(Sample.lineage(8), states: [restored("chat", at: 7), restored("search", at: 8)]))
        #expect(mirror.entry(of: "chat").killed)
        #expect(mirror.entry(of: "search").killed)
        let change = mirror.take(
            Sample.load(
                Sample.lineage(8), complete: false, states: [restored("chat", at: 7), restored("search", at: 8)]))
        #expect(change.states.isSuperset(of: ["chat", "search"]))
        #expect(!mirror.entry(of: "chat").killed)
        #expect(!mirror.entry(of: "search").killed)
        #expect(mirror.hearsay.isEmpty && change.isToBeKept)
    }

    @Test func `a replica that is behind is no store that went back, and what was restored since stays so`() {
        var mirror = mirror(states: [restored("chat", at: 5)])
        _ = mirror.hear(doubted(Sample.lineage(4)))
        #expect(!mirror.hasHeardAll(of: doubted(Sample.lineage(4))), "of what it restricts, not all was told")
        let all = doubted(
            Sample.lineage(4), complete: true,
            states: [Sample.killed("chat", revision: 3), Sample.killed("search", revision: 4)])
        let keys = mirror.hear(all)
        #expect(keys == ["search"], "where no restore is known, it may be of another past")
        #expect(mirror.hasHeardAll(of: all))
        #expect(mirror.rewind == nil)
        #expect(!mirror.entry(of: "chat").killed)
        #expect(mirror.entry(of: "search").killed)
        _ = mirror.take(Sample.load(Sample.lineage(5), complete: false))
        #expect(!mirror.entry(of: "search").killed)
    }

    @Test(arguments: [(nil, nil), (UInt32(1_000), UInt32(1_000)), (50_000, 25_000)] as [(UInt32?, UInt32?)])
    func `a rollout may go back by hearsay, and never further`(heard: UInt32?, expected: UInt32?) {
        var mirror = mirror(states: [Sample.rollout("chat", share: 25_000, revision: 5)])
        _ = mirror.hear(doubted(Sample.lineage(6), states: [Sample.rollout("chat", share: heard, revision: 6)]))
        mirror.compileAll()
        #expect(share(mirror) == expected)
        #expect(mirror.entries[DocumentID(kind: "feature", key: "chat")]?.good?.rollout?.share == expected)
    }

    @Test func `no rollout begins by hearsay, and what is told of one's own past moves none`() {
        var mirror = mirror(states: [Sample.rollout("chat", share: 25_000, revision: 5)])
        _ = mirror.hear(
            doubted(
                Sample.lineage(6), states: [Sample.rollout("search", share: 5_000, revision: 6)]))
        #expect(share(mirror, "search") == nil)
        _ = mirror.hear(
            doubted(Sample.lineage(4), complete: true, states: [Sample.rollout("chat", share: 1_000, revision: 4)]))
        #expect(share(mirror) == 25_000)
    }

    @Test func `no rollout begins by the word of a store that went back`() {
        var mirror = mirror(states: [Sample.rollout("chat", share: 25_000, revision: 5)])
        var other = Sample.rollout("chat", share: 10_000, revision: 3)
        other.state.rollout?.id = "another"
        _ = mirror.take(
            Sample.load(
                Sample.lineage(3, store: "other"),
                states: [Sample.rollout("search", share: 100_000, revision: 2), other]))
        #expect(mirror.rewind != nil)
        #expect(share(mirror, "search") == nil)
        #expect(share(mirror) == nil, "of another rollout nothing is begun here")
    }

    @Test func `an answer about to be taken moves a rollout only together with its feature`() {
        var mirror = mirror(states: [Sample.rollout("chat", share: 25_000, revision: 5)])
        let load = Sample.load(
            Sample.lineage(6), complete: false, states: [Sample.rollout("chat", share: nil, revision: 6)])
        #expect(mirror.hear(load) == [])
        #expect(share(mirror) == 25_000)
        _ = mirror.take(load)
        #expect(share(mirror) == nil)
    }

    @Test func `a host's own trip does not give way to a trip that was only heard of`() {
        var mirror = mirror()
        let trip = FeatureState.Trip(
            act: .init(by: "agent:a", at: 1, reason: "", source: "guard:errors"), guardName: "errors",
            target: FeatureState.wholeFeature, action: .kill, digest: "", basis: 5, evidence: .null)
        let state = FeatureState(key: "chat", trips: [trip.id: trip])
        _ = mirror.hear(doubted(Sample.lineage(6), states: [StoredState(revision: 6, state: state)]))
        #expect(mirror.effectiveState(of: "chat")?.trips.count == 1)
        #expect(mirror.settledStates["chat"] == nil)
    }

    @Test func `who knows nothing makes do with it, until a store comes that can know`() throws {
        var mirror = Mirror()
        let first = doubted(
            Sample.lineage(9, store: "old"), complete: true, documents: [Sample.feature("chat")],
            states: [Sample.killed("chat")])
        #expect(mirror.makesDo(with: first))
        _ = mirror.hear(first)
        _ = mirror.follow(first)
        #expect(mirror.features["chat"] != nil && mirror.entry(of: "chat").killed)
        #expect(!mirror.isConfirmed && mirror.ownSince == nil && mirror.nextSince == 9)
        let next = doubted(Sample.lineage(10, store: "old"), documents: [Sample.feature("search", revision: 10)])
        #expect(mirror.makesDo(with: next), "nothing better was ever known")

        var kept = try #require(Mirror(lastGood: mirror.lastGood))
        #expect(!kept.isConfirmed, "nor after a restart")
        let change = kept.take(Sample.load(Sample.lineage(3), documents: [Sample.feature("search")]))
        #expect(kept.rewind == nil && kept.isConfirmed && change.isToBeKept)
        #expect(change.states.contains("chat"))
        #expect(!kept.makesDo(with: doubted(Sample.lineage(4))))
        #expect(kept.lineage == Sample.lineage(3))
    }

    @Test func `what was heard survives a restart`() throws {
        var mirror = mirror(states: [Sample.rollout("search", share: 25_000, revision: 5)])
        _ = mirror.hear(
            doubted(
                Sample.lineage(7),
                states: [Sample.killed("chat", revision: 6), Sample.rollout("search", share: 1_000, revision: 7)]))
        var kept = try #require(Mirror(lastGood: try JSONValue.parse(mirror.lastGood.canonical)))
        #expect(kept.isConfirmed)
        #expect(kept.entry(of: "chat").killed)
        #expect(share(kept, "search") == 1_000)
        #expect(kept.nextSince == 5, "what is to be heard is heard anew")
        _ = kept.take(Sample.load(Sample.lineage(5), complete: false))
        #expect(!kept.entry(of: "chat").killed)
        #expect(share(kept, "search") == 25_000)
    }
}
