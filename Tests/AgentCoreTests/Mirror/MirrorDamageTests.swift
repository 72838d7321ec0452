import AgentSamples
import FlagModel
import FlagStore
import Testing

@testable import AgentCore

/// What restricts comes ahead of documents, and what cannot be read is not gone.
@Suite struct MirrorDamageTests {
    private let act = FeatureState.Act(by: "redis:kim", at: 1, reason: "because", source: "cli")

    @Test func `what restricts holds before the load that it is part of, and what lifts waits for that`() {
        var mirror = Mirror([Sample.load(Sample.lineage(1), documents: [Sample.document("chat")])])
        let killed = Sample.load(Sample.lineage(2), complete: false, states: [Sample.killed("chat", revision: 2)])
        #expect(mirror.hear(killed, isAhead: true) == ["chat"])
        #expect(mirror.effectiveState(of: "chat")?.kill != nil)
        #expect(mirror.lineage == Sample.lineage(1))
        #expect(mirror.hear(killed, isAhead: true) == [], "nothing new")
        _ = mirror.follow(killed)
        #expect(mirror.hearsay.isEmpty && mirror.effectiveState(of: "chat")?.kill != nil)

        let restored = Sample.load(
            Sample.lineage(3), complete: false,
            states: [StoredState(revision: 3, state: FeatureState(key: "chat", cleared: ["@feature": 3]))])
        _ = mirror.hear(restored, isAhead: true)
        #expect(mirror.effectiveState(of: "chat")?.kill != nil)
        #expect(mirror.take(restored).states == ["chat"])
        #expect(mirror.effectiveState(of: "chat")?.kill == nil)
    }

    @Test func `a rollout goes no further ahead of its load, and back at once`() {
        var mirror = Mirror([
            Sample.load(
                Sample.lineage(1), documents: [Sample.feature("chat"), Sample.feature("other")],
                states: [Sample.rollout("chat", share: 1_000)])
        ])
        let further = [
            Sample.rollout("chat", share: 50_000, revision: 2), Sample.rollout("other", share: 1_000, revision: 2),
        ]
        _ = mirror.hear(Sample.load(Sample.lineage(2), complete: false, states: further), isAhead: true)
        #expect(mirror.effectiveState(of: "chat")?.rollout?.share == 1_000)
        #expect(mirror.effectiveState(of: "other")?.rollout == nil)
        let back = [Sample.rollout("chat", share: nil, revision: 3)]
        _ = mirror.hear(Sample.load(Sample.lineage(3), complete: false, states: back), isAhead: true)
        #expect(mirror.effectiveState(of: "chat")?.rollout == nil)
    }

    @Test func `what a load names as damaged stays as it was, and so does what a cut load does not name`() {
        let kept = Sample.load(
            Sample.lineage(1), documents: [Sample.document("chat"), Sample.document("gone")],
            states: [Sample.killed("chat"), Sample.killed("gone")])
        var mirror = Mirror([kept])
        var damaged = Sample.load(Sample.lineage(2))
        damaged.faults = [
            .init(name: "feature/chat", reason: "too long"), .init(name: "state/chat", reason: "too long"),
        ]
        _ = mirror.follow(damaged)
        #expect(mirror.feature("chat") != nil && mirror.effectiveState(of: "chat")?.kill != nil)
        #expect(mirror.feature("gone") == nil && mirror.effectiveState(of: "gone") == nil)

        mirror = Mirror([kept])
        damaged.faults = [.init(name: StoreLoad.cutName, reason: "too many")]
        _ = mirror.follow(damaged)
        #expect(mirror.feature("gone") != nil && mirror.effectiveState(of: "gone")?.kill != nil)
    }

    @Test func `a unit key that is none leaves the one that is known`() {
        var mirror = Mirror([Sample.load(Sample.lineage(1))])
        var load = Sample.load(Sample.lineage(2))
        load.unitKey = []
        _ = mirror.follow(load)
        #expect(mirror.unitKey.count == 16 && mirror.lineage == Sample.lineage(2))
    }
}
