import FlagModel
import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

/// The connection breaks at every byte of a reply: before the first, within the last, and after.
@Suite struct CutReplyTests {
    private func store(at port: Int) throws -> RedisStore {
        try RedisStore(
            configuration: RedisConfiguration(endpoint: .host("127.0.0.1", port: port)), namespace: "prod")
    }

    /// Asks once over a connection that is cut, then over whole ones until there is an answer, as callers do.
    ///
    /// - Returns: the answer, and whether the first attempt had one.
    private func persistently<Value>(
        in store: RedisStore, through proxy: CuttingProxy, _ body: (RedisStore) async throws(StoreError) -> Value
    ) async throws -> (answer: Value, isFirst: Bool) {
        var isFirst = true
        while true {
            do throws(StoreError) {
                return (try await body(store), isFirst)
            } catch {
                guard error.code == .unavailable else { throw error }
            }
            isFirst = false
            proxy.cut(after: .max)
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Once for each number of bytes, each with a store of its own, until a reply comes whole the first time.
    ///
    /// - Returns: how often.
    private func cutAtEveryByte<Value>(
        of proxy: CuttingProxy, _ body: (RedisStore, Int) async throws(StoreError) -> Value,
        check: (Value, Int) -> Void
    ) async throws -> Int {
        for count in 0..<100_000 {
            let store = try store(at: proxy.port)
            proxy.cut(after: count)
            let (answer, isFirst) = try await persistently(in: store, through: proxy) {
                store throws(StoreError) in try await body(store, count)
            }
            check(answer, count)
            await store.close()
            if isFirst { return count + 1 }
        }
        return 0
    }

    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:kim", reason: "because", source: "cli")
    }

    @Test func `commits and operations are made once each, and a load is whole`() async throws {
        let server = try await RedisServer()
        let proxy = try await CuttingProxy(upstream: server.socket)
        let direct = try store(at: proxy.port)
        _ = try await direct.initialize()

        let commits = try await cutAtEveryByte(of: proxy) { store, count throws(StoreError) in
            let change = DocumentChange(
                id: DocumentID(kind: "feature", key: "f"), expected: UInt64(count), body: Array("\(count)".utf8))
            return try await store.commit([change], by: attribution("c\(count)"))
        } check: { receipt, count in
            #expect(receipt.changed)
            #expect(receipt.lineage.revision == UInt64(count) + 1)
        }
        let operations = try await cutAtEveryByte(of: proxy) { store, count throws(StoreError) in
            let operation: StateOperation =
                count % 2 == 0 ? .kill : .restore(variant: nil, expected: UInt64(commits + count))
            return try await store.apply(operation, to: "f", by: attribution("o\(count)"))
        } check: { receipt, count in
            #expect(receipt.changed)
            #expect(receipt.lineage.revision == UInt64(commits + count) + 1)
        }
        let expected = try await direct.load(since: nil)
        let loads = try await cutAtEveryByte(of: proxy) { store, _ throws(StoreError) in
            var load = try await store.load(since: nil)
            load.now = expected.now
            return load
        } check: { load, _ in
            #expect(load == expected)
        }
        #expect(min(commits, operations, loads) > 50, "all of a reply was cut")
        let history = try await direct.history(limit: 100_000)
        #expect(history.map(\.revision) == (1...UInt64(commits + operations)).reversed())
        await direct.close()
        try await proxy.close()
    }
}
