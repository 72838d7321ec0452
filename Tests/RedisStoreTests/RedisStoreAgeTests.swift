// What depends on the passing of days: the times that Redis keeps are set back by hand.

import FlagModel
import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

@Suite struct RedisStoreAgeTests {
    private static let day: Int64 = 86_400_000

    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:kim", reason: "because", source: "cli")
    }

    private func put(_ body: [UInt8]?, expected: UInt64 = 0) -> [DocumentChange] {
        [
            DocumentChange(
                id: DocumentID(kind: "feature", key: "chat"), expected: expected, body: body,
                digests: body == nil ? [:] : ["canary": "c1"])
        ]
    }

    private func withStore(_ body: (RedisStore, RedisClient) async throws -> Void) async throws {
        let server = try await RedisServer()
        let configuration = RedisConfiguration(endpoint: .socket(path: server.socket))
        let store = try RedisStore(configuration: configuration, namespace: "prod")
        let client = RedisClient(configuration: configuration)
        _ = try await store.initialize()
        _ = try await store.commit(put([1]), by: attribution("a"))
        try await body(store, client)
        await store.close()
        await client.close()
    }

    @Test(arguments: [(29 * day, true), (30 * day + 60_000, false)])
    func `what a deleted feature was restricted by holds again for 30 days`(age: Int64, holds: Bool) async throws {
        try await withStore { store, client in
            _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
            let deleted = try await store.commit(put(nil, expected: 1), by: attribution("d"))
            _ = try await client.send(
                RESPCommand(
                    "HSET", "flagpost:{prod}:spec:feature/chat", "deleted", .init(String(deleted.at - age))))
            let returned = try await store.commit(put([2]), by: attribution("b"))
            let state = try #require(try await store.load(since: nil).states.first)
            #expect((state.state.kill != nil) == holds)
            #expect(state.revision == (holds ? 2 : returned.lineage.revision))
            if !holds { #expect(state.state == FeatureState(key: "chat")) }
        }
    }

    @Test func `a stage that ended more than 30 days ago is dropped with the next one`() async throws {
        try await withStore { store, client in
            func stage(_ share: UInt32, expected: UInt64) async throws -> UInt64 {
                let step = StateOperation.RolloutStep(
                    id: "r1", candidate: "canary", digest: "c1", salt: "chat/r1", share: share)
                let operation = StateOperation.stage(step, expected: expected)
                return try await store.apply(operation, to: "chat", by: attribution("s\(share)")).lineage.revision
            }
            let revision = try await stage(1_000, expected: 0)
            let now = try await store.fleet().now
            let since = [now - 90 * Self.day, now - 31 * Self.day, now - 29 * Self.day]
            let text = zip([1, 2, 3], since).map { "\($0)@\($1)" }.joined(separator: " ")
            _ = try await client.send(RESPCommand("HSET", "flagpost:{prod}:state:chat", "r:stages", .init(text)))
            _ = try await stage(5_000, expected: revision)
            let stages = try #require(try await store.load(since: nil).states.first?.state.rollout?.stages)
            #expect(stages.map(\.share) == [2, 3, 5_000])
            #expect(stages.map(\.since).prefix(2) == since.suffix(2))
        }
    }

    @Test func `a feature that was in use two days ago counts as unused`() async throws {
        try await withStore { store, client in
            let now = try await store.fleet().now
            for (feature, age) in [("old", 49), ("chat", 47)] {
                let at = String(now - Int64(age) * 3_600_000)
                _ = try await client.send(RESPCommand("ZADD", "flagpost:{prod}:used", .init(at), .init(feature)))
            }
            try await store.announce(
                Presence(
                    agent: "a", host: "h", version: "1", lineage: Lineage(storeID: "s", epoch: 1, revision: 1),
                    appliedAfter: 1, trips: [], traffic: ["new": ["canary"]],
                    readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: [])))
            #expect(try await store.fleet().lastUsed.keys.sorted() == ["chat", "new"])
        }
    }

    @Test(arguments: ["rubbish", "1000@", "@5", "1000@5 99@4", "1000@5 x"])
    func `a rollout whose stages cannot be read shows its candidate to nobody`(stages: String) async throws {
        try await withStore { store, client in
            let state = "flagpost:{prod}:state:chat"
            _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
            _ = try await client.send(
                RESPCommand(
                    "HSET", .init(state), "r:id", "r1", "r:candidate", "canary", "r:salt", "s", "r:stages",
                    .init(stages)))
            let load = try await store.load(since: nil)
            #expect(load.states.first?.state.rollout == nil)
            #expect(load.states.first?.state.kill != nil)
            #expect(load.faults.map(\.name) == ["state/chat"])
        }
    }
}
