import FlagModel
import FlagStore
import FlagStoreSuite
import RedisClient
import TestServers
import Testing

@testable import RedisStore

/// Programs of several versions on one server.
@Suite struct MixedVersionTests {
    private func client(of server: RedisServer) -> RedisClient {
        RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
    }

    private func store(on server: RedisServer) throws -> RedisStore {
        try RedisStore(
            configuration: RedisConfiguration(endpoint: .socket(path: server.socket)), namespace: "prod")
    }

    /// This library as another version would be, which serves `protocols`; its functions are of this protocol where that is
    /// among them, else of the lowest.
    private func library(_ version: Int, serving protocols: ClosedRange<Int>) -> String {
        let functions =
            protocols.contains(FunctionLibrary.protocolNumber) ? FunctionLibrary.protocolNumber : protocols.lowerBound
        return FunctionLibrary.source
            .replacing(
                "return {version, protocol, protocol}",
                with: "return {\(version), \(protocols.lowerBound), \(protocols.upperBound)}"
            )
            .replacing("'flagpost_v' .. protocol ..", with: "'flagpost_v\(functions)' ..")
    }

    private func load(_ source: String, into server: RedisServer) async throws {
        let client = client(of: server)
        _ = try await client.send(RESPCommand("FUNCTION", "LOAD", "REPLACE", .init(source)))
        await client.close()
    }

    private func version(in server: RedisServer) async throws -> Int64? {
        let client = client(of: server)
        let reply = try await client.send(RESPCommand("FCALL_RO", "flagpost_version", 0))
        await client.close()
        return reply.array?.first?.integer
    }

    private func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
        do throws(StoreError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `an older store init leaves a newer library that serves its protocol, and works with it`() async throws {
        let server = try await RedisServer()
        try await load(library(999, serving: 2...3), into: server)
        let store = try store(on: server)
        _ = try await store.initialize()
        #expect(try await version(in: server) == 999)
        #expect(try await store.commit([.chat], by: .by("default", "a")).changed)
        #expect(try await store.load(since: nil).documents.count == 1)
        await store.close()
    }

    @Test func `a client whose protocol is no longer served says so, and what to do`() async throws {
        let server = try await RedisServer()
        let old = try store(on: server)
        _ = try await old.initialize()
        try await load(library(999, serving: 3...3), into: server)
        let reading = await failure { () throws(StoreError) in _ = try await old.load(since: nil) }
        let writing = await failure { () throws(StoreError) in
            _ = try await old.commit([.chat], by: .by("default", "a"))
        }
        let initializing = await failure { () throws(StoreError) in _ = try await old.initialize() }
        for error in [reading, writing, initializing] {
            #expect(error?.message.contains("serves protocol 3,") == true, "\(String(describing: error))")
            #expect(error?.message.contains("use a newer flagpost on this host") == true)
        }
        #expect(try await version(in: server) == 999)
        await old.close()
    }

    @Test func `a client that is newer than the library says to initialise, and initialising brings it up`()
        async throws
    {
        let server = try await RedisServer()
        let store = try store(on: server)
        _ = try await store.initialize()
        _ = try await store.commit([.chat], by: .by("default", "a"))
        try await load(library(7, serving: 1...1), into: server)
        let error = await failure { () throws(StoreError) in _ = try await store.load(since: nil) }
        #expect(error?.message.contains("run `flagpost store init` of this version once") == true)
        _ = try await store.initialize()
        #expect(try await version(in: server) == Int64(FunctionLibrary.version))
        #expect(try await store.load(since: nil).documents.count == 1)
        await store.close()
    }

    @Test func `a library replaced while programs commit loses nothing`() async throws {
        let server = try await RedisServer()
        let stores = try [store(on: server), store(on: server)]
        _ = try await stores[0].initialize()
        let source = library(999, serving: 2...3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, store) in stores.enumerated() {
                group.addTask {
                    for number in 0..<40 {
                        let id = DocumentID(kind: "feature", key: "f\(index)-\(number)")
                        let change = DocumentChange(id: id, expected: 0, body: Array("{}".utf8))
                        _ = try await store.commit([change], by: .by("default", "c\(index)-\(number)"))
                    }
                }
            }
            group.addTask {
                for text in [source, FunctionLibrary.source, source] { try await load(text, into: server) }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].history(limit: 100).map(\.revision) == (1...80).reversed())
        for store in stores { await store.close() }
    }

    @Test func `what a later version keeps beside a state is passed over, and what restricts holds`() async throws {
        let server = try await RedisServer()
        let store = try store(on: server)
        _ = try await store.initialize()
        _ = try await store.commit([.chat], by: .by("default", "a"))
        _ = try await store.apply(.kill, to: "chat", by: .by("default", "k"))
        let client = client(of: server)
        let act = #"1 {"by":"redis:ann","reason":"r","source":"cli","later":{"x":[1]}}"#
        for (field, value) in [
            ("z:later", "anything"), ("later", "anything"), ("r:later", "x"), ("w:canary", act),
            ("t:errors/canary", act),
        ] {
            _ = try await client.send(RESPCommand("HSET", "flagpost:{prod}:state:chat", .init(field), .init(value)))
        }
        _ = try await client.send(RESPCommand("HSET", "flagpost:{prod}:meta", "later", "x"))
        await client.close()
        let load = try await store.load(since: nil)
        let state = try #require(load.states.first?.state)
        #expect(state.kill != nil)
        #expect(state.withdrawn["canary"] != nil)
        #expect(load.documents.count == 1)
        #expect(load.faults.allSatisfy { $0.name == "state/chat" })
        // And a change of this version leaves them where they are.
        _ = try await store.apply(.withdraw(variant: "main", digest: "m1"), to: "chat", by: .by("default", "w"))
        #expect(try server.command("HGET", "flagpost:{prod}:state:chat", "z:later") == "anything")
        await store.close()
    }
}
