// What depends on the passing of days: the file is changed by hand.

import FlagModel
import FlagStore
import TestServers
import Testing

@testable import SQLiteStore

@Suite struct SQLiteStoreAgeTests {
    private static let day: Int64 = 86_400_000

    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", reason: "", source: "cli")
    }

    private func put(_ body: [UInt8]?, expected: UInt64 = 0) -> [DocumentChange] {
        [DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: expected, body: body)]
    }

    private func presence(traffic: [String: [String]]) -> Presence {
        Presence(
            agent: "a", host: "h", version: "1", lineage: Lineage(storeID: "s", epoch: 1, revision: 1),
            appliedAfter: 1, trips: [], traffic: traffic,
            readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: []))
    }

    @Test(arguments: [(29 * day, true), (30 * day + 60_000, false)])
    func `what a deleted feature was restricted by holds again for 30 days`(age: Int64, holds: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        _ = try await store.commit(put([1]), by: attribution("a"))
        _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
        _ = try await store.commit(put(nil, expected: 1), by: attribution("d"))
        try SQLiteConnection(path: path).execute("UPDATE documents SET deleted_at = deleted_at - \(age)")
        let returned = try await store.commit(put([2]), by: attribution("b"))
        let state = try #require(try await store.load(since: nil).states.first)
        #expect((state.state.kill != nil) == holds)
        #expect(state.revision == (holds ? 2 : returned.lineage.revision))
        if !holds { #expect(state.state == FeatureState(key: "chat")) }
        await store.close()
    }

    @Test func `a feature that was in use two days ago counts as unused`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        try await store.announce(presence(traffic: ["old": ["canary"], "chat": []]))
        let connection = try SQLiteConnection(path: path)
        try connection.execute("UPDATE used SET at = at - 49 * 3600000 WHERE key = 'old'")
        try connection.execute("UPDATE used SET at = at - 47 * 3600000 WHERE key = 'chat'")
        try await store.announce(presence(traffic: ["new": ["canary"]]))
        #expect(try await store.fleet().lastUsed.keys.sorted() == ["chat", "new"])
        await store.close()
    }
}
