import FlagModel
import FlagStore
import RedisClient
import RedisStore
import Synchronization
import TestServers
import Testing

@Suite struct RedisStoreFailureTests {
    private func store(
        on server: RedisServer, username: String? = nil, password: String? = nil, timeout: Duration = .seconds(10)
    ) throws -> RedisStore {
        var configuration = RedisConfiguration(
            endpoint: .socket(path: server.socket), username: username, password: password)
        configuration.connectTimeout = timeout
        configuration.commandTimeout = timeout
        return try RedisStore(configuration: configuration, namespace: "prod")
    }

    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:kim", reason: "because", source: "cli")
    }

    private let chat = [
        DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: Array("{}".utf8))
    ]

    private func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
        do throws(StoreError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    /// Does it again with the same commit id while the store is away, as every caller should.
    private func persistently<Value>(_ body: () async throws(StoreError) -> Value) async throws -> Value {
        for _ in 0..<500 {
            do throws(StoreError) {
                return try await body()
            } catch {
                guard error.code == .unavailable else { throw error }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        return try await body()
    }

    @Test func `a server killed and restarted with its data goes on where it was`() async throws {
        let server = try await RedisServer(keepsData: true)
        let store = try store(on: server)
        _ = try await store.initialize()
        _ = try await store.commit(chat, by: attribution("a"))
        _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
        let before = try await store.load(since: nil)
        server.kill()
        #expect(await failure { () throws(StoreError) in _ = try await store.lineage() }?.code == .unavailable)
        try await server.start()
        var after = try await persistently { () throws(StoreError) in try await store.load(since: nil) }
        after.now = before.now
        #expect(after == before)
        #expect(before.states.first?.state.kill != nil)
        await store.close()
    }

    @Test func `a server restarted empty is uninitialised until somebody initialises it, as another store`()
        async throws
    {
        let server = try await RedisServer()
        let store = try store(on: server)
        let first = try await store.initialize()
        try await server.restart()
        var error: StoreError?
        do {
            _ = try await persistently { () throws(StoreError) in try await store.load(since: 0) }
        } catch let failure as StoreError {
            error = failure
        }
        #expect(error?.code == .uninitialised)
        #expect(error?.message.contains("flagpost store init") == true)
        let second = try await store.initialize()
        #expect(second.storeID != first.storeID)
        #expect(!second.continues(first))
        await store.close()
    }

    @Test func `a stopped server fails commits in time, and their retries commit once`() async throws {
        let server = try await RedisServer()
        let store = try store(on: server, timeout: .seconds(2))
        // Servers of other tests start beside this one.
        _ = try await persistently { () throws(StoreError) in
            _ = try await store.initialize()
            return try await store.commit(chat, by: attribution("a"))
        }
        server.pause()
        let clock = ContinuousClock()
        let start = clock.now
        let error = await failure { () throws(StoreError) in
            _ = try await store.apply(.kill, to: "chat", by: attribution("k"))
        }
        #expect(error?.code == .unavailable)
        #expect(clock.now - start < .seconds(20))
        try await Task.sleep(for: .seconds(2))
        server.resume()
        let receipt = try await persistently { () throws(StoreError) in
            try await store.apply(.kill, to: "chat", by: attribution("k"))
        }
        #expect(receipt.changed)
        #expect(receipt.lineage.revision == 2)
        let records = try await persistently { () throws(StoreError) in try await store.history(limit: 10) }
        #expect(records.count == 2)
        await store.close()
    }

    @Test func `commits through connections that are killed all the time are made once each`() async throws {
        let server = try await RedisServer()
        let store = try store(on: server)
        _ = try await store.initialize()
        let killing = Task {
            let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
            for _ in 0..<10 {
                try await Task.sleep(for: .milliseconds(75))
                _ = try await client.send(RESPCommand("CLIENT", "KILL", "SKIPME", "yes"))
            }
            await client.close()
        }
        let isOver = Mutex(false)
        let watching = Task {
            _ = await killing.result
            isOver.withLock { $0 = true }
        }
        var number: UInt64 = 0
        while !isOver.withLock({ $0 }) {
            number += 1
            let change = DocumentChange(
                id: DocumentID(kind: "feature", key: "f"), expected: number - 1, body: Array("\(number)".utf8))
            let receipt = try await persistently { () throws(StoreError) in
                try await store.commit([change], by: attribution("c\(number)"))
            }
            #expect(receipt.lineage.revision == number)
        }
        try await killing.value
        await watching.value
        let history = try await store.history(limit: 100_000)
        #expect(history.map(\.revision) == (1...number).reversed())
        await store.close()
    }

    @Test func `a lost function library is uninitialised, and initialising brings it back`() async throws {
        let server = try await RedisServer()
        let store = try store(on: server)
        let lineage = try await store.initialize()
        let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
        _ = try await client.send(RESPCommand("FUNCTION", "FLUSH"))
        let error = await failure { () throws(StoreError) in _ = try await store.lineage() }
        #expect(error?.code == .uninitialised)
        #expect(error?.message.contains("flagpost store init") == true)
        #expect(try await store.initialize() == lineage)
        await client.close()
        await store.close()
    }

    @Test
    func `a log that was written past the library takes records after that, and what restricts where it takes none`()
        async throws
    {
        let server = try await RedisServer()
        let store = try store(on: server)
        _ = try await store.initialize()
        _ = try await store.commit(chat, by: attribution("a"))
        let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
        _ = try await client.send(RESPCommand("XADD", "flagpost:{prod}:log", "MAXLEN", 0, "*", "a", "b"))
        #expect(try await store.apply(.kill, to: "chat", by: attribution("k")).changed)
        #expect(try await store.history(limit: 1).first?.payload.attribution.commitID == "k")
        let last = "18446744073709551615-18446744073709551615"
        _ = try await client.send(RESPCommand("XADD", "flagpost:{prod}:log", "MAXLEN", 0, .init(last), "a", "b"))
        #expect(
            try await store.apply(.withdraw(variant: "canary", digest: ""), to: "chat", by: attribution("w")).changed)
        let error = await failure { () throws(StoreError) in
            _ = try await store.commit(
                [DocumentChange(id: DocumentID(kind: "feature", key: "b"), expected: 0, body: [1])],
                by: attribution("b"))
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("written past Flagpost") == true)
        #expect(try await store.load(since: nil).states.first?.state.kill != nil)
        await client.close()
        await store.close()
    }

    @Test(arguments: [(0, true), (999, false)])
    func `an older library is replaced, a newer one is left`(version: Int, isReplaced: Bool) async throws {
        let server = try await RedisServer()
        let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
        let library = """
            #!lua name=flagpost
            redis.register_function{
              function_name = 'flagpost_version', callback = function() return {\(version), 2, 2} end, flags = {'no-writes'}}
            """
        _ = try await client.send(RESPCommand("FUNCTION", "LOAD", .init(library)))
        let store = try store(on: server)
        _ = await failure { () throws(StoreError) in _ = try await store.initialize() }
        let found = try await client.send(RESPCommand("FCALL_RO", "flagpost_version", 0)).array?.first?.integer
        #expect((found != Int64(version)) == isReplaced)
        await client.close()
        await store.close()
    }

    @Test func `a wrong password is refused with a reason`() async throws {
        let server = try await RedisServer(arguments: ["--requirepass", "hunter2"])
        let store = try store(on: server, password: "wrong")
        let error = await failure { () throws(StoreError) in _ = try await store.lineage() }
        #expect(error?.code == .refused)
        #expect(error?.description.contains("password") == true)
        #expect(error?.description.contains("hunter2") == false)
        await store.close()
    }

    @Test func `a user who may only read reads, and one without channels still commits`() async throws {
        let server = try await RedisServer(arguments: [
            "--user", "reader", "on", ">r", "+@read", "+fcall_ro", "+client|setname", "+time", "%R~flagpost:{prod}:*",
            "--user", "writer", "on", ">w", "+@all", "-publish", "~flagpost:{prod}:*", "resetchannels",
        ])
        let admin = try store(on: server)
        _ = try await admin.initialize()
        let writer = try store(on: server, username: "writer", password: "w")
        #expect(try await writer.commit(chat, by: attribution("a")).changed)
        #expect(try await writer.actor() == "redis:writer")
        let reader = try store(on: server, username: "reader", password: "r")
        #expect(try await reader.load(since: nil).documents.count == 1)
        let error = await failure { () throws(StoreError) in
            _ = try await reader.apply(.kill, to: "chat", by: attribution("k"))
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("NOPERM") == true)
        #expect(try await admin.lineage().revision == 1)
        for store in [admin, writer, reader] { await store.close() }
    }

    @Test func `a server out of memory refuses a commit and takes a kill`() async throws {
        let server = try await RedisServer()
        let store = try store(on: server)
        _ = try await store.initialize()
        _ = try await store.commit(chat, by: attribution("a"))
        let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
        _ = try await client.send(RESPCommand("CONFIG", "SET", "maxmemory", "1"))
        let change = DocumentChange(id: DocumentID(kind: "feature", key: "b"), expected: 0, body: [])
        let error = await failure { () throws(StoreError) in _ = try await store.commit([change], by: attribution("b"))
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("OOM") == true)
        #expect(try await store.apply(.kill, to: "chat", by: attribution("k")).changed)
        await client.close()
        await store.close()
    }
}
