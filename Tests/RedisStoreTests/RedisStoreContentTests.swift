import FlagModel
import FlagStore
import RedisClient
import TestServers
import Testing

@testable import RedisStore

@Suite struct RedisStoreContentTests {
    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:kim", reason: "because", source: "cli")
    }

    private func withStore(_ body: (RedisStore, RedisClient) async throws -> Void) async throws {
        let server = try await RedisServer()
        let configuration = RedisConfiguration(endpoint: .socket(path: server.socket))
        let store = try RedisStore(configuration: configuration, namespace: "prod")
        let client = RedisClient(configuration: configuration)
        _ = try await store.initialize()
        _ = try await store.commit(
            [
                DocumentChange(
                    id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: [1], digests: ["canary": "c1"])
            ],
            by: attribution("a"))
        try await body(store, client)
        await store.close()
        await client.close()
    }

    @Test func `entries that cannot be read still restrict, and are named`() async throws {
        try await withStore { store, client in
            _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
            _ = try await store.apply(.withdraw(variant: "canary", digest: "c1"), to: "chat", by: attribution("w"))
            let state = "flagpost:{prod}:state:chat"
            for (field, value) in [("kill", "rubbish"), ("w:canary", "17 {\"by\":"), ("c:main", "x"), ("odd", "1")] {
                _ = try await client.send(RESPCommand("HSET", .init(state), .init(field), .init(value)))
            }
            let load = try await store.load(since: nil)
            #expect(load.states.first?.state.kill != nil)
            #expect(load.states.first?.state.withdrawn["canary"] != nil)
            #expect(load.states.first?.state.cleared.isEmpty == true)
            #expect(Set(load.faults.map(\.name)) == ["state/chat"])
            #expect(load.faults.count >= 4)
            #expect(load.documents.count == 1)
        }
    }

    @Test func `another program's key where a state should be is refused as corrupt`() async throws {
        try await withStore { store, client in
            _ = try await client.send(RESPCommand("SET", "flagpost:{prod}:state:chat", "theirs"))
            do throws(StoreError) {
                _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
                Issue.record("killed")
            } catch {
                #expect(error.code == .corrupt)
            }
        }
    }

    @Test func `agents silent for an hour are forgotten with the next announcement`() async throws {
        try await withStore { store, client in
            var presence = Presence(
                agent: "old", host: "h", version: "1", lineage: Lineage(storeID: "s", epoch: 1, revision: 1),
                appliedAfter: 1, trips: [], traffic: [:],
                readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: []))
            try await store.announce(presence)
            let now = try await store.fleet().now
            for (agent, age) in [("old", 3_600_100), ("older", 9_000_000), ("recent", 3_500_000)] {
                let at = String(now - Int64(age))
                _ = try await client.send(RESPCommand("ZADD", "flagpost:{prod}:presence:seen", .init(at), .init(agent)))
                presence.agent = agent
                let record = at + " " + presence.json.canonicalText
                _ = try await client.send(RESPCommand("HSET", "flagpost:{prod}:presence", .init(agent), .init(record)))
            }
            presence.agent = "new"
            try await store.announce(presence)
            let fleet = try await store.fleet()
            #expect(fleet.agents.map(\.agent).sorted() == ["new", "recent"])
            #expect(fleet.live.map(\.agent) == ["new"])
        }
    }

    @Test func `all keys of a namespace share its hash tag, and remembered commits expire`() async throws {
        try await withStore { store, client in
            _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
            let keys = try await client.send(RESPCommand("KEYS", "*")).array?.compactMap(\.text) ?? []
            #expect(keys.count >= 6)
            #expect(keys.allSatisfy { $0.hasPrefix("flagpost:{prod}:") })
            let left = try await client.send(RESPCommand("PTTL", "flagpost:{prod}:commit:k")).integer ?? 0
            #expect(left > 24 * 3_600_000)
        }
    }

    @Test func `revisions beyond what floats print in full are kept`() async throws {
        try await withStore { store, client in
            let high: UInt64 = 9_007_199_254_740_000
            _ = try await client.send(RESPCommand("HSET", "flagpost:{prod}:meta", "revision", .init(high)))
            let killed = try await store.apply(.kill, to: "chat", by: attribution("k"))
            #expect(killed.lineage.revision == high + 1)
            let restore = StateOperation.restore(variant: nil, expected: high + 1)
            #expect(try await store.apply(restore, to: "chat", by: attribution("r")).lineage.revision == high + 2)
            let load = try await store.load(since: high + 1)
            #expect(load.states.map(\.revision) == [high + 2])
            #expect(load.states.first?.state.cleared == [FeatureState.wholeFeature: high + 2])
            #expect(try await store.history(limit: 1).first?.revision == high + 2)
        }
    }

    @Test func `two namespaces of one server know nothing of each other`() async throws {
        try await withStore { store, client in
            let other = try RedisStore(configuration: client.configuration, namespace: "test")
            do throws(StoreError) {
                _ = try await other.lineage()
                Issue.record("initialised")
            } catch {
                #expect(error.code == .uninitialised)
            }
            let lineage = try await other.initialize()
            #expect(lineage.revision == 0)
            #expect(try await other.load(since: nil).documents.isEmpty)
            await other.close()
        }
    }

    @Test func `what a restore that was cut off left behind is not built upon`() async throws {
        try await withStore { store, client in
            let archive = try await store.archive()
            let other = try RedisStore(configuration: client.configuration, namespace: "test")
            try await other.functions.call(.beginRestore("a"))
            try await other.functions.call(.putBack(ArchivePieces.all(of: archive)[0], in: "a"))
            do throws(StoreError) {
                _ = try await other.initialize()
                Issue.record("built upon it")
            } catch {
                #expect(error.code == .held && error.message.contains("a restore was cut off"), "\(error)")
            }
            _ = try await other.restore(archive, by: attribution("restore"))
            #expect(try await other.load(since: nil).documents.map(\.id.key) == ["chat"])
            #expect(try await other.initialize().revision == archive.load.lineage.revision + 1)
            await other.close()
        }
    }

    @Test func `a restore does not go on in one that began later`() async throws {
        try await withStore { store, client in
            let archive = try await store.archive()
            let pieces = try #require(ArchivePieces.all(of: archive).first)
            let functions = try RedisStore(configuration: client.configuration, namespace: "test").functions
            try await functions.call(.beginRestore("a"))
            try await functions.call(.putBack(pieces, in: "a"))
            try await functions.call(.beginRestore("b"))
            let message = "another restore of namespace test has begun since"
            do throws(StoreError) {
                try await functions.call(.putBack(pieces, in: "a"))
                Issue.record("went on")
            } catch {
                #expect(error.message == message)
            }
            do throws(StoreError) {
                _ = try await functions.call(.finishRestore(of: archive, by: attribution("a")))
                Issue.record("ended")
            } catch {
                #expect(error.message == message)
            }
            await functions.client.close()
        }
    }

    @Test func `a schedule that took effect costs an announcement nothing`() async throws {
        try await withStore { store, client in
            let attribution = attribution("plan")
            let at = try await store.load(since: nil).now + 3_000
            let changes = (0..<4).map {
                DocumentChange(
                    id: DocumentID(kind: "feature", key: "f\($0)"), expected: 0,
                    body: [UInt8](repeating: UInt8(ascii: "x"), count: StoreLimits.documentBytes))
            }
            let plan = Schedule(id: "p", at: at, purpose: .planned, changes: changes, attribution: attribution)
            _ = try await store.commit(Commit([], schedule: plan), by: attribution)
            let presence = Presence(
                agent: "a", host: "a", version: "1", lineage: Lineage(storeID: "s", epoch: 1, revision: 0),
                appliedAfter: 0, trips: [], traffic: [:],
                readers: .init(processes: 0, taken: 0, idle: 0, takenAfter: []))
            try await eventually("the plan takes effect") {
                try await store.announce(presence, as: nil)
                return try await store.load(since: nil).documents.count == 5
            }
            let before = try await bulkReads(client)
            for _ in 0..<10 { try await store.announce(presence, as: nil) }
            #expect(try await bulkReads(client) == before)
        }
    }

    /// How often a hash was read whole.
    private func bulkReads(_ client: RedisClient) async throws -> String {
        let lines = try await client.send(RESPCommand("INFO", "commandstats")).text?.split(separator: "\r\n") ?? []
        return lines.first { $0.hasPrefix("cmdstat_hgetall:") }.map { String($0.prefix { $0 != "," }) } ?? ""
    }
}
