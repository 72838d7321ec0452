import FlagModel
import FlagStore
import Glibc
import RedisClient
import RedisStore
import TestServers
import Testing

/// Which server's word counts as the newest.
@Suite struct RedisStoreDoubtTests {
    private func store(on server: RedisServer, user: String? = nil, password: String? = nil) throws -> RedisStore {
        var configuration = RedisConfiguration(
            endpoint: .socket(path: server.socket), username: user, password: password)
        configuration.connectTimeout = .seconds(10)
        configuration.commandTimeout = .seconds(10)
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

    /// A master with a feature, and a replica that has it, too.
    private struct Pair {
        let ports: [Int]
        let master: RedisServer
        let replica: RedisServer

        init() async throws {
            ports = [try TestPorts.next(), try TestPorts.next()]
            master = try await .followable(at: ports[0])
            replica = try await .followable(at: ports[1])
        }

        /// Waits until the replica has what the master has by now.
        func synchronise() async throws {
            if try !replica.command("INFO", "replication").contains("role:slave") {
                try await replica.follow(port: ports[0])
            }
            try await eventually("the replica has it all") { try master.command("WAIT", "1", "1000") == "1" }
        }
    }

    private func pair() async throws -> Pair {
        let pair = try await Pair()
        let store = try store(on: pair.master)
        _ = try await store.initialize()
        _ = try await store.commit(chat, by: attribution("a"))
        await store.close()
        try await pair.synchronise()
        return pair
    }

    @Test func `a master's word is the newest; a replica's is not, with its link up, cut, or its master stalled`()
        async throws
    {
        let pair = try await pair()
        let leading = try store(on: pair.master)
        #expect(try await leading.load(since: nil).doubt == nil)
        let following = try store(on: pair.replica)
        let doubt = "it is a replica of 127.0.0.1:\(pair.ports[0])"
        let load = try await following.load(since: nil)
        #expect(load.doubt == doubt)
        #expect(load.documents.count == 1, "what it has is told all the same")
        _ = try await leading.apply(.kill, to: "chat", by: attribution("k"))
        try await pair.synchronise()
        #expect(try await following.load(since: 1).states.first?.state.kill != nil)
        pair.master.pause()
        #expect(try await following.load(since: 2).doubt == doubt)
        pair.master.resume()
        try pair.replica.beCutOff()
        #expect(try await following.load(since: 2).doubt?.hasPrefix("it is a replica of 127.0.0.1:") == true)
        try pair.replica.lead()
        #expect(try await following.load(since: 2).doubt == nil)
        await leading.close()
        await following.close()
    }

    @Test func `who reads from a replica looks for its master now and then, not with every read`() async throws {
        let pair = try await pair()
        let following = try store(on: pair.replica)
        func connections() throws -> Int {
            let line = try pair.replica.command("INFO", "stats").split(whereSeparator: \.isNewline)
                .first { $0.hasPrefix("total_connections_received:") }
            return try #require(line?.split(separator: ":").last.flatMap { Int($0) })
        }
        let before = try connections()
        for _ in 0..<50 { #expect(try await following.load(since: 1).doubt != nil) }
        // The counting connects, too.
        #expect(try connections() - before < 25)
        await following.close()
    }

    @Test func `a replica that takes changes is none to believe, and what it was told is no success`() async throws {
        let pair = try await pair()
        try pair.replica.command("CONFIG", "SET", "replica-read-only", "no")
        let following = try store(on: pair.replica)
        #expect(try await following.load(since: nil).doubt == "it is a replica of 127.0.0.1:\(pair.ports[0])")
        let error = await failure { () throws(StoreError) in
            _ = try await following.apply(.kill, to: "chat", by: attribution("k"))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("do it at its master, 127.0.0.1:\(pair.ports[0])") == true)
        await following.close()
    }

    @Test func `a replica that has copied nothing yet is away, not a store that was emptied`() async throws {
        let pair = try await Pair()
        try pair.replica.beCutOff()
        let following = try store(on: pair.replica)
        let error = await failure { () throws(StoreError) in _ = try await following.load(since: 3) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("it is a replica") == true, "\(String(describing: error))")
        await following.close()
    }

    @Test func `a master that lacks replicas, or a disk, takes no change and is believed`() async throws {
        let server = try await RedisServer.followable(at: try TestPorts.next())
        let store = try store(on: server)
        _ = try await store.initialize()
        try server.command("CONFIG", "SET", "min-replicas-to-write", "1")
        let lacking = await failure { () throws(StoreError) in
            _ = try await store.commit(chat, by: attribution("a"))
        }
        #expect(lacking?.message.contains("NOREPLICAS") == true)
        #expect(try await store.load(since: nil).doubt == nil)
        try server.command("CONFIG", "SET", "min-replicas-to-write", "0")

        // Where the dump belongs lies a folder.
        let folder = String(server.socket.dropLast("redis.sock".count))
        #expect(mkdir(folder + "dump.rdb", 0o700) == 0)
        #expect(mkdir(folder + "dump.rdb/full", 0o700) == 0)
        try server.command("CONFIG", "SET", "save", "3600 1")
        try server.command("BGSAVE")
        try await eventually("the server cannot save") {
            try server.command("INFO", "persistence").contains("rdb_last_bgsave_status:err")
        }
        let full = await failure { () throws(StoreError) in _ = try await store.commit(chat, by: attribution("b")) }
        #expect(full?.message.contains("MISCONF") == true)
        #expect(try await store.load(since: nil).doubt == nil)
        await store.close()
    }

    @Test func `where nobody tells the role, what takes changes is believed and nothing else`() async throws {
        let pair = try await pair()
        for server in [pair.master, pair.replica] {
            try server.command(
                "ACL", "SETUSER", "kim", "on", ">secret", "~*", "&*", "+@all", "-role", "-info", "-hello")
        }
        let leading = try store(on: pair.master, user: "kim", password: "secret")
        #expect(try await leading.load(since: nil).doubt == nil)
        let following = try store(on: pair.replica, user: "kim", password: "secret")
        #expect(try await following.load(since: nil).doubt == "it is a replica")
        try pair.master.command("CONFIG", "SET", "min-replicas-to-write", "3")
        #expect(try await leading.load(since: nil).doubt == "it takes no changes (NOREPLICAS)")
        await leading.close()
        await following.close()
    }

    @Test func `a viewer, who may change nothing, sees what a master has as the newest`() async throws {
        let people = try await PeopleOfAStore()
        for user in ["vic", "agent-1", "olga", "ben"] {
            let doubt = try await people.with(user) { try await $0.load(since: nil).doubt }
            #expect(doubt == nil, "\(user)")
        }
    }

    @Test func `looking changes nothing in the server`() async throws {
        let people = try await PeopleOfAStore()
        let before = try people.contents()
        try await people.with("agent-1") { for _ in 0..<3 { _ = try await $0.load(since: nil) } }
        #expect(try people.contents() == before)
    }
}
