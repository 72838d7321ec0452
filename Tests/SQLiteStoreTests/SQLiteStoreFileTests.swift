import FlagModel
import FlagStore
import Glibc
import TestServers
import Testing

@testable import SQLiteStore

@Suite struct SQLiteStoreFileTests {
    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", reason: "", source: "cli")
    }

    private func put(_ key: String, bytes: Int = 2) -> [DocumentChange] {
        [
            DocumentChange(
                id: DocumentID(kind: "feature", key: key), expected: 0, body: [UInt8](repeating: 0x20, count: bytes))
        ]
    }

    private func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError.Code? {
        do throws(StoreError) {
            try await body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `the file and its folders are made by initialize only, and belong to their owner`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("deep/er/flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        #expect(await failure { () throws(StoreError) in _ = try await store.load(since: nil) } == .uninitialised)
        #expect(access(folder.path("deep"), F_OK) != 0)
        _ = try await store.initialize()
        for name in ["flags.db", "flags.db-wal", "flags.db-shm"] {
            var information = stat()
            #expect(stat(folder.path("deep/er/\(name)"), &information) == 0)
            #expect(information.st_mode & 0o777 == 0o600, "\(name)")
        }
        await store.close()
    }

    @Test func `a store made later is found by who looked before`() async throws {
        let folder = try TemporaryFolder()
        let agent = try SQLiteStore(path: folder.path("flags.db"), namespace: "prod")
        let people = try SQLiteStore(path: folder.path("flags.db"), namespace: "prod")
        #expect(await failure { () throws(StoreError) in _ = try await agent.lineage() } == .uninitialised)
        let lineage = try await people.initialize()
        #expect(try await agent.lineage() == lineage)
        await agent.close()
        await people.close()
    }

    @Test func `namespaces of one file know nothing of each other`() async throws {
        let folder = try TemporaryFolder()
        let prod = try SQLiteStore(path: folder.path("flags.db"), namespace: "prod")
        let test = try SQLiteStore(path: folder.path("flags.db"), namespace: "test")
        let lineage = try await prod.initialize()
        #expect(await failure { () throws(StoreError) in _ = try await test.lineage() } == .uninitialised)
        #expect(try await test.initialize().storeID != lineage.storeID)
        _ = try await prod.commit(put("chat"), by: attribution("a"))
        #expect(try await test.load(since: nil).documents.isEmpty)
        #expect(try await test.commit(put("chat"), by: attribution("a")).changed)
        await prod.close()
        await test.close()
    }

    @Test func `a full disk refuses the commit and leaves what was there`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("flags.db"), namespace: "prod")
        _ = try await store.initialize()
        _ = try await store.commit(put("first"), by: attribution("a"))
        // SQLite answers a full file exactly as it answers a full disk.
        try await store.limitPages(to: 40)
        let large = put("large", bytes: 500_000)
        #expect(
            await failure { () throws(StoreError) in _ = try await store.commit(large, by: attribution("b")) }
                == .refused)
        let load = try await store.load(since: nil)
        #expect(load.lineage.revision == 1)
        #expect(load.documents.map(\.id.key) == ["first"])
        #expect(try await store.apply(.kill, to: "first", by: attribution("k")).changed)
        await store.close()
    }

    @Test func `what is no store is left alone and named`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("letters.txt")
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 5_000)
        #expect(write(descriptor, text, text.count) == text.count)
        close(descriptor)
        let store = try SQLiteStore(path: path, namespace: "prod")
        #expect(await failure { () throws(StoreError) in _ = try await store.load(since: nil) } == .corrupt)
        #expect(await failure { () throws(StoreError) in _ = try await store.initialize() } == .corrupt)
        await store.close()
    }

    @Test func `another program's database is refused`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("other.db")
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        try SQLiteConnection(path: path).execute("CREATE TABLE theirs (value)")
        let store = try SQLiteStore(path: path, namespace: "prod")
        #expect(await failure { () throws(StoreError) in _ = try await store.initialize() } == .corrupt)
        await store.close()
    }

    @Test func `a newer layout is refused`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        await store.close()
        try SQLiteConnection(path: path).execute("PRAGMA user_version = 99")
        let later = try SQLiteStore(path: path, namespace: "prod")
        #expect(await failure { () throws(StoreError) in _ = try await later.load(since: nil) } == .refused)
        await later.close()
    }

    @Test func `entries that cannot be read are named, and the rest is loaded`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        for key in ["a", "b", "c"] {
            _ = try await store.commit(put(key), by: attribution(key))
            _ = try await store.apply(.kill, to: key, by: attribution("kill \(key)"))
        }
        let connection = try SQLiteConnection(path: path)
        try connection.execute("UPDATE states SET body = '{\"key\":\"b\",\"kill\":tr' WHERE key = 'b'")
        try connection.execute("UPDATE documents SET digests = 'x' WHERE key = 'c'")
        let load = try await store.load(since: nil)
        #expect(load.faults.map(\.name) == ["feature/c", "state/b"])
        #expect(load.states.map(\.state.key) == ["a", "b", "c"])
        #expect(load.states.allSatisfy { $0.state.kill != nil }, "what cannot be told restricts everything")
        #expect(load.documents.map(\.id.key) == ["a", "b", "c"])
        let withdrawal = StateOperation.withdraw(variant: "main", digest: "")
        #expect(
            await failure { () throws(StoreError) in
                _ = try await store.apply(withdrawal, to: "b", by: attribution("w"))
            } == .corrupt)
        #expect(try await store.apply(.kill, to: "b", by: attribution("x")).changed)
        #expect(try await store.load(since: nil).states.map(\.state.key) == ["a", "b", "c"])
        try connection.execute("UPDATE states SET body = 'rubbish' WHERE key = 'b'")
        let damaged = try await store.load(since: nil).states.first { $0.state.key == "b" }
        let restored = StateOperation.restore(variant: nil, expected: try #require(damaged).revision)
        #expect(try await store.apply(restored, to: "b", by: attribution("r")).changed)
        #expect(try await store.load(since: nil).states.first { $0.state.key == "b" }?.state.restricts == false)
        await store.close()
    }

    @Test(arguments: [
        "UPDATE namespaces SET revision = 9223372036854775807", "UPDATE namespaces SET revision = -5",
        "UPDATE namespaces SET epoch = epoch, unit_key = x'00'",
        "INSERT INTO states VALUES ('prod', 'x', 1, CAST(zeroblob(90000000) AS TEXT))",
        "INSERT INTO presence VALUES ('prod', 'x', 9000000000000, CAST(zeroblob(90000000) AS TEXT))",
        "INSERT INTO presence VALUES ('prod', 'x', 1, '{')",
        "INSERT INTO log VALUES ('prod', 9223372036854775807, 1, x'00', '', '')",
        "UPDATE documents SET body = zeroblob(90000000) WHERE key = 'other'",
    ])
    func `a damaged row stops no kill and no restore, and blinds nobody`(damage: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        for key in ["a", "other"] { _ = try await store.commit(put(key), by: attribution(key)) }
        try SQLiteConnection(path: path).execute(damage)
        let before = try await store.lineage()
        #expect(try await store.apply(.kill, to: "a", by: attribution("k")).changed)
        let loads = [
            try await store.load(since: nil), try await store.load(since: before.revision),
            try #require(try await store.restrictions(since: before.revision)),
        ]
        for load in loads { #expect(load.states.first { $0.state.key == "a" }?.state.kill != nil) }
        _ = try await store.fleet()
        let revision = loads[0].states.first { $0.state.key == "a" }?.revision ?? 0
        #expect(
            try await store.apply(.restore(variant: nil, expected: revision), to: "a", by: attribution("r")).changed)
        #expect(try await store.apply(.kill, to: "other", by: attribution("k2")).changed)
        await store.close()
    }

    @Test func `a lock held too long is reported as unavailable`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        let holder = try SQLiteConnection(path: path)
        try holder.execute("BEGIN IMMEDIATE")
        #expect(
            await failure { () throws(StoreError) in _ = try await store.commit(put("a"), by: attribution("a")) }
                == .unavailable)
        #expect(try await store.load(since: nil).documents.isEmpty)
        try holder.execute("ROLLBACK")
        #expect(try await store.commit(put("a"), by: attribution("a")).changed)
        await store.close()
    }

    @Test func `a store removed and made anew is seen by who had the old one open`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let agent = try SQLiteStore(path: path, namespace: "prod")
        let first = try await agent.initialize()
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        #expect(await failure { () throws(StoreError) in _ = try await agent.load(since: 0) } == .uninitialised)
        let people = try SQLiteStore(path: path, namespace: "prod")
        let second = try await people.initialize()
        #expect(try await agent.lineage() == second)
        #expect(!second.continues(first))
        await agent.close()
        await people.close()
    }

    @Test func `a damaged file is reported as corrupt`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        _ = try await store.initialize()
        for number in 0..<50 {
            _ = try await store.commit(put("f\(number)", bytes: 3_000), by: attribution("\(number)"))
        }
        await store.close()
        let descriptor = open(path, O_WRONLY)
        let noise = [UInt8](repeating: 0xAB, count: 4_096)
        for page in 2..<40 { pwrite(descriptor, noise, noise.count, page * 4_096) }
        close(descriptor)
        let later = try SQLiteStore(path: path, namespace: "prod")
        #expect(await failure { () throws(StoreError) in _ = try await later.load(since: nil) } == .corrupt)
        #expect(
            await failure { () throws(StoreError) in _ = try await later.commit(put("g"), by: attribution("g")) }
                == .corrupt)
        await later.close()
    }

    @Test func `a closed store says so`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("flags.db"), namespace: "prod")
        await store.close()
        #expect(await failure { () throws(StoreError) in _ = try await store.lineage() } == .unavailable)
    }

    @Test(arguments: ["", "Prod", "a/b", "a b", ".hidden", "{x}", String(repeating: "x", count: 65)])
    func `a namespace's name is plain`(name: String) {
        #expect(throws: StoreError.self) { try SQLiteStore(path: "/nowhere", namespace: name) }
    }
}

extension SQLiteStore {
    func limitPages(to count: Int) throws {
        try opened().execute("PRAGMA max_page_count = \(count)")
    }
}
