import AgentSamples
import FlagModel
import FlagStore
import Testing

@testable import AgentCore

/// What an agent tells of what one person changed alone.
@Suite struct BreakGlassTests {
    private func schedule(
        _ id: String, at: Int64 = 1_000, purpose: Schedule.Purpose = .breakGlass, of document: StoredDocument
    ) -> Schedule {
        Schedule(
            id: id, at: at, purpose: purpose,
            changes: [DocumentChange(id: document.id, expected: 0, body: document.body)],
            operations: [Schedule.Operation(.kill, on: "search")],
            attribution: Attribution(commitID: id, actor: "redis:ann", reason: "r", source: "cli --break-glass"))
    }

    private func load(_ revision: UInt64, _ schedules: [Schedule], complete: Bool = false) -> StoreLoad {
        StoreLoad(
            lineage: Sample.lineage(revision), unitKey: [UInt8](repeating: 1, count: 16), isComplete: complete,
            documents: [], states: [], schedules: schedules)
    }

    @Test func `it is told once, held until it is over, and not forgotten by a load that found nothing new`() {
        var mirror = Mirror()
        let chat = Sample.document("chat")
        let glass = schedule("g", of: chat)
        #expect(mirror.take(load(1, [], complete: true)).changedAlone == [])
        #expect(mirror.take(load(2, [glass])).changedAlone == [glass])
        #expect(mirror.changedAlone == ["chat": 1_000, "search": 1_000])
        #expect(mirror.take(load(2, [])).changedAlone == [])
        #expect(mirror.changedAlone.count == 2)
        #expect(mirror.take(load(3, [glass])).changedAlone == [])
        #expect(mirror.take(load(4, [])).changedAlone == [])
        #expect(mirror.changedAlone == [:])
    }

    @Test func `a change that was approved and only waits for its time is nothing to tell`() {
        var mirror = Mirror()
        let planned = schedule("p", purpose: .planned, of: Sample.document("chat"))
        #expect(mirror.take(load(1, [planned], complete: true)).changedAlone == [])
        #expect(mirror.changedAlone == [:])
    }

    @Test func `documents that are no features stand by kind and key`() {
        let policy = Sample.part("policy", "policy", #""approvals":2"#)
        #expect(schedule("g", of: policy).subjects == ["policy/policy", "search"])
    }
}
