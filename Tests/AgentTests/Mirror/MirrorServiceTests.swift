import AgentCore
import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Synchronization
import TestServers
import Testing

@testable import Agent

/// An agent's look at a store, as far as the control page, without what goes on around it.
@Suite struct MirrorServiceTests {
    private struct Desk {
        let store: SteeredStore
        let log = HeardLog()
        let core = SharedCore(AgentCore(trips: HostTrips(agent: "a")))
        let control: SharedControlPage
        let service: MirrorService
        private let folder: TemporaryFolder

        /// With the features `chat` and `search`, which have been looked at.
        init() async throws {
            folder = try TemporaryFolder()
            store = try SteeredStore()
            _ = try await store.initialize()
            control = SharedControlPage(try ControlPageWriter(path: folder.path("control")))
            let state = StateDirectory(state: folder.path("state"), namespace: "prod")
            try state.create()
            let kept = KeptCounts(state: state, mark: folder.path("unkept"), bootID: "boot", logger: log.logger)
            service = MirrorService(
                store: store, core: core,
                overrides: OverrideWriter(control: control, core: core, changed: Signal(), logger: log.logger),
                metrics: AgentMetrics(telemetry: TelemetryHub(kept), version: "test"), publish: Signal(),
                look: Signal(), persist: Signal(), timing: .init(), logger: log.logger)
            try await put("chat", "search")
            await service.synchronise()
        }

        func put(_ keys: String...) async throws {
            for key in keys {
                let document = Sample.document(key)
                _ = try await store.commit(
                    [DocumentChange(id: document.id, expected: 0, body: document.body)], by: .test("put \(key)"))
            }
        }

        func kill(_ key: String) async throws {
            _ = try await store.apply(.kill, to: key, by: .test("kill \(key)"))
        }

        /// In shared memory.
        func isRestricted(_ key: String) -> Bool {
            control.update { $0.restrictedFeatures().contains(KeyHash.of(key)) }
        }

        /// When the revision in use was last confirmed.
        var confirmedAt: UInt64? { core.read { core in core.mirror.lineage.flatMap(core.propagation.confirmedAt) } }

        var mirror: Mirror { core.read { $0.mirror } }

        var standing: StoreStanding { core.read { $0.standing } }
    }

    @Test func `a kill of an answer is in shared memory before the log is asked for`() async throws {
        let desk = try await Desk()
        try await desk.kill("chat")
        desk.store.holdHistory()
        let look = Task { await desk.service.synchronise() }
        try await eventually("the log is asked for") { desk.store.isSomebodyHeld }
        #expect(desk.isRestricted("chat"))
        #expect(!desk.isRestricted("search"))
        #expect(desk.mirror.lineage?.revision == 2, "nothing else of it has been taken")
        desk.store.release()
        await look.value
        #expect(desk.mirror.lineage?.revision == 3)
        #expect(desk.isRestricted("chat"))
        #expect(desk.mirror.hearsay.isEmpty)
        await desk.store.close()
    }

    @Test func `what a restore lifts stays in force until the log has been looked at`() async throws {
        let desk = try await Desk()
        try await desk.kill("chat")
        await desk.service.synchronise()
        _ = try await desk.store.apply(.restore(variant: nil, expected: 3), to: "chat", by: .test("restore"))
        desk.store.holdHistory()
        let look = Task { await desk.service.synchronise() }
        try await eventually("the log is asked for") { desk.store.isSomebodyHeld }
        #expect(desk.isRestricted("chat"))
        desk.store.release()
        await look.value
        #expect(!desk.isRestricted("chat"))
        await desk.store.close()
    }

    @Test func `a store in doubt restricts, confirms nothing, and is said to once`() async throws {
        let desk = try await Desk()
        let confirmedAt = try #require(desk.confirmedAt)
        #expect(desk.standing.isUp)
        desk.store.doubt = "it is a replica"
        try await desk.kill("chat")
        try await desk.put("more")
        for _ in 0..<5 { await desk.service.synchronise() }
        #expect(desk.isRestricted("chat"))
        #expect(desk.mirror.lineage?.revision == 2)
        #expect(desk.mirror.entries[DocumentID(kind: "feature", key: "more")] == nil)
        #expect(desk.confirmedAt == confirmedAt)
        #expect(!desk.standing.isUp && desk.standing.answers && desk.standing.isDoubted)
        #expect(desk.standing.doubt == "it is a replica" && desk.standing.error == nil)
        #expect(desk.log.complaints.count == 1, "\(desk.log.complaints)")
        #expect(
            desk.store.takeAsked() == [nil, 2, 4, 4, 4, 4], "what was heard is not asked for again")

        desk.store.doubt = nil
        await desk.service.synchronise()
        #expect(desk.store.takeAsked() == [4, 2], "what hearsay alone reached is asked for")
        #expect(desk.mirror.lineage?.revision == 4)
        #expect(desk.mirror.entries[DocumentID(kind: "feature", key: "more")] != nil)
        #expect(desk.isRestricted("chat"))
        #expect(try #require(desk.confirmedAt) > confirmedAt)
        #expect(desk.standing.isUp)
        #expect(desk.log.complaints.count == 1)
        await desk.store.close()
    }

    @Test func `what was lifted while the store was in doubt is lifted when it is not`() async throws {
        let desk = try await Desk()
        desk.store.doubt = "it is a replica"
        try await desk.kill("chat")
        await desk.service.synchronise()
        _ = try await desk.store.apply(.restore(variant: nil, expected: 3), to: "chat", by: .test("restore"))
        await desk.service.synchronise()
        #expect(desk.isRestricted("chat"), "the word of a replica lifts nothing")
        desk.store.doubt = nil
        await desk.service.synchronise()
        #expect(!desk.isRestricted("chat"))
        await desk.store.close()
    }

    @Test func `failures, doubt and answers are each said once however they take turns`() async throws {
        let desk = try await Desk()
        for _ in 0..<3 {
            desk.store.failure = StoreError(.unavailable, "nobody there")
            await desk.service.synchronise()
            await desk.service.synchronise()
            desk.store.failure = nil
            desk.store.doubt = "it is a replica"
            await desk.service.synchronise()
            await desk.service.synchronise()
            #expect(!desk.standing.isUp)
            desk.store.doubt = nil
            await desk.service.synchronise()
            #expect(desk.standing.isUp)
        }
        #expect(desk.log.complaints.count == 6)
        await desk.store.close()
    }
}

extension Attribution {
    fileprivate static func test(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim", reason: "", source: "cli")
    }
}
