import AgentSamples
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

/// The dialogue with a store, answer by answer, without one.
@Suite struct StoreLookTests {
    /// A core that has looked at revision 1 with `chat` in it.
    private static func looked() -> AgentCore {
        var core = AgentCore(trips: HostTrips(agent: "a"))
        _ = core.beginLook(isNotified: false, at: 1)
        _ = core.answered(.restrictions(nil), at: 2)
        let load = Sample.load(Sample.lineage(1), documents: [Sample.document("chat")])
        _ = core.answered(.load(load), at: 3)
        _ = core.answered(.records([]), at: 4)
        return core
    }

    /// Which effects, by name and in order.
    private static func names(_ step: StoreLook.Step) -> [String] {
        step.effects.map { String(String(describing: $0).prefix { $0 != "(" }) }
    }

    @Test func `the first look asks for restrictions, then everything, then the log, and takes it`() {
        var core = AgentCore(trips: HostTrips(agent: "a"))
        #expect(core.beginLook(isNotified: false, at: 1) == .restrictions(since: nil))
        let killed = Sample.load(Sample.lineage(1), states: [Sample.killed("chat")])
        var step = core.answered(.restrictions(killed), at: 2)
        #expect(Self.names(step) == ["override"] && step.next == .load(since: nil))
        #expect(core.inForce.entry(of: "chat").killed, "before the documents are asked for")
        let load = Sample.load(
            Sample.lineage(1), documents: [Sample.document("chat")], states: [Sample.killed("chat")])
        step = core.answered(.load(load), at: 3)
        #expect(Self.names(step) == [] && step.next == .records(upTo: 1, limit: 1))
        step = core.answered(.records([]), at: 4)
        #expect(Self.names(step) == ["override", "persist", "publish", "standing"] && step.next == nil)
        #expect(core.standing == .up && core.mirror.lineage?.revision == 1)
        #expect(core.propagation.confirmedAt(Sample.lineage(1)) == 1, "by a request of that time")
    }

    @Test func `at rest a look is one question, a notification asks for restrictions first`() {
        var core = Self.looked()
        #expect(core.beginLook(isNotified: false, at: 10) == .load(since: 1))
        let step = core.answered(.load(Sample.load(Sample.lineage(1), complete: false)), at: 11)
        #expect(step.next == nil)
        #expect(core.propagation.confirmedAt(Sample.lineage(1)) == 10)
        #expect(core.beginLook(isNotified: true, at: 20) == .restrictions(since: 1))
    }

    @Test func `a log that says another past has everything asked for`() {
        var core = Self.looked()
        core.mirror.keep(AuditChain.Checkpoint(revision: 1, chain: "mine"))
        _ = core.beginLook(isNotified: false, at: 10)
        var step = core.answered(.load(Sample.load(Sample.lineage(5), complete: false)), at: 11)
        #expect(step.next == .records(upTo: 5, limit: 5))
        step = core.answered(.records([Sample.record(1, chain: "other")]), at: 12)
        #expect(step.next == .load(since: nil))
        step = core.answered(.load(Sample.load(Sample.lineage(5), documents: [])), at: 13)
        #expect(step.next == .records(upTo: 5, limit: 1))
        step = core.answered(.records([]), at: 14)
        #expect(Self.names(step).contains("wentBack") && step.next == nil)
        #expect(core.mirror.rewind != nil && core.mirror.entries.count == 1, "what it had stays")
    }

    @Test func `a store in doubt is heard to the end once, restricts, and confirms nothing`() {
        var core = Self.looked()
        var doubted = Sample.load(Sample.lineage(2), complete: false, states: [Sample.killed("chat", revision: 2)])
        doubted.doubt = "it is a replica"
        _ = core.beginLook(isNotified: false, at: 10)
        let step = core.answered(.load(doubted), at: 11)
        #expect(Self.names(step) == ["override", "publish", "persist", "standing"] && step.next == nil)
        #expect(core.inForce.entry(of: "chat").killed)
        #expect(core.mirror.lineage?.revision == 1 && core.standing.isDoubted)
        #expect(core.beginLook(isNotified: false, at: 20) == .load(since: 2))
    }

    @Test func `a failure is told once, and what restricts is asked for all the same`() {
        var core = Self.looked()
        _ = core.beginLook(isNotified: false, at: 10)
        var step = core.answered(.failed(StoreError(.unavailable, "nobody there")), at: 11)
        #expect(Self.names(step) == ["standing"] && step.next == .restrictions(since: 1))
        let killed = Sample.load(Sample.lineage(2), complete: false, states: [Sample.killed("chat", revision: 2)])
        step = core.answered(.restrictions(killed), at: 12)
        #expect(Self.names(step) == ["override", "publish", "persist"] && step.next == nil)
        #expect(core.inForce.entry(of: "chat").killed)
        _ = core.beginLook(isNotified: false, at: 20)
        #expect(Self.names(core.answered(.failed(StoreError(.unavailable, "nobody there")), at: 21)) == [])
    }

    @Test func `an answer that nobody waits for changes nothing`() {
        var core = Self.looked()
        let before = core.mirror.version
        for answer: StoreLook.Answer in [
            .records([]), .restrictions(nil), .load(Sample.load(Sample.lineage(9), documents: [])),
        ] {
            let step = core.answered(answer, at: 10)
            #expect(step.effects.isEmpty && step.next == nil)
        }
        #expect(core.mirror.version == before)
    }
}
