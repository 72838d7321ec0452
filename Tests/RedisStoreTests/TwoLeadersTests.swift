import FlagModel
import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

@Suite struct TwoLeadersTests {
    private func store(on server: RedisServer) throws -> RedisStore {
        try RedisStore(configuration: .init(endpoint: .socket(path: server.socket)), namespace: "prod")
    }

    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:kim", reason: "because", source: "leader")
    }

    /// Takes the lease as soon as it is free.
    private func lead(_ store: RedisStore, as holder: String, milliseconds: Int64) async throws -> Fence {
        while true {
            let lease = try await store.acquireLease("leader", for: holder, milliseconds: milliseconds)
            if lease.holder == holder { return lease.fence }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func put(
        _ body: String, expected: UInt64, in store: RedisStore, under fence: Fence, as id: String
    ) async throws(StoreError) {
        let change = DocumentChange(
            id: DocumentID(kind: "feature", key: "f"), expected: expected, body: Array(body.utf8))
        _ = try await store.commit(Commit([change], warrant: Warrant(fence: fence)), by: attribution(id))
    }

    @Test func `what a leader still sends when another leads is refused, and changes nothing`() async throws {
        let server = try await RedisServer()
        let (stopped, next) = (try store(on: server), try store(on: server))
        _ = try await stopped.initialize()
        let old = try await lead(stopped, as: "a", milliseconds: 300)
        try await put("1", expected: 0, in: stopped, under: old, as: "first")

        // "a" is stopped past its lease, with what it was about to send still to come.
        let new = try await lead(next, as: "b", milliseconds: 60_000)
        #expect(new.token > old.token)
        try await put("2", expected: 1, in: next, under: new, as: "second")
        let alone = try await next.load(since: nil)

        await #expect(throws: StoreError.self) { try await put("3", expected: 2, in: stopped, under: old, as: "late") }
        await #expect(throws: StoreError.self) {
            try await stopped.apply(
                .kill, to: "f", schedule: nil, warrant: Warrant(fence: old), by: attribution("late kill"))
        }
        // A retry of what was acknowledged while "a" led is answered as before.
        try await put("1", expected: 0, in: stopped, under: old, as: "first")
        try await stopped.releaseLease(old, of: "a")
        #expect(try await stopped.acquireLease("leader", for: "a", milliseconds: 300).holder == "b")

        var after = try await next.load(since: nil)
        after.now = alone.now
        #expect(after == alone)
        for store in [stopped, next] { await store.close() }
    }
}
