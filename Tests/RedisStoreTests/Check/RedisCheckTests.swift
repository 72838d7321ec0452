import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

/// What is said of real servers.
@Suite struct RedisCheckTests {
    private func store(
        on server: RedisServer, user: String? = nil, configure: (inout RedisConfiguration) -> Void = { _ in }
    ) throws -> RedisStore {
        var configuration = RedisConfiguration(
            endpoint: .socket(path: server.socket), username: user, password: user.map { _ in "any" })
        configure(&configuration)
        return try RedisStore(configuration: configuration, namespace: "prod")
    }

    /// What an initialised server is said to be, subject by subject.
    private func examine(
        _ arguments: [String] = [], keepsData: Bool = false, isInitialised: Bool = true, user: String? = nil,
        for roles: Set<AccessRole> = [], configure: (inout RedisConfiguration) -> Void = { _ in },
        prepare: (RedisServer) async throws -> Void = { _ in }
    ) async throws -> [StoreFinding] {
        let server = try await RedisServer(keepsData: keepsData, arguments: arguments)
        if isInitialised {
            let store = try store(on: server)
            _ = try await store.initialize()
            await store.close()
        }
        try await prepare(server)
        let store = try store(on: server, user: user, configure: configure)
        let findings = await store.examine(for: roles)
        await store.close()
        return findings
    }

    private func find(_ subject: String, _ findings: [StoreFinding]) throws -> StoreFinding {
        try #require(findings.first { $0.subject == subject }, "\(findings)")
    }

    @Test func `a server as it comes keeps nothing, has no replica, and everybody is its default user`() async throws {
        let findings = try await examine()
        #expect(try find("connection", findings).status == .warning)
        #expect(try find("version", findings).text.hasPrefix("7."))
        #expect(try find("library", findings).status == .ok)
        #expect(
            try find("rights", findings).text
                == "enough for: agent, operator, approver, viewer; and more than these need")
        #expect(try find("push", findings).status == .ok)
        #expect(try find("namespace", findings).text.hasPrefix("prod has 0 of 10000 documents"))
        #expect(try find("log", findings).status == .ok)
        #expect(try find("eviction", findings).status == .ok)
        #expect(try find("memory", findings).text.hasSuffix("no maxmemory"))
        #expect(try find("persistence", findings).status == .error)
        #expect(try find("replication", findings).status == .warning)
        #expect(try find("clock", findings).status == .ok)
        #expect(!findings.contains { $0.status == .unknown })
    }

    @Test(arguments: [("allkeys-lru", StoreFinding.Status.error), ("volatile-ttl", .warning), ("noeviction", .ok)])
    func `what may be dropped to make room is looked at`(policy: String, status: StoreFinding.Status) async throws {
        #expect(try find("eviction", try await examine(["--maxmemory-policy", policy])).status == status)
    }

    @Test func `a server that is nearly full is said to be`() async throws {
        let findings = try await examine(prepare: { server in
            // Beside so much, what connections come and go with does not count.
            try server.command("SETRANGE", "filler", "\(16 << 20)", "x")
            let info = try server.command("INFO", "memory").split(separator: "\r\n")
            let used = info.first { $0.hasPrefix("used_memory:") }.flatMap { Int($0.dropFirst(12)) } ?? 0
            try server.command("CONFIG", "SET", "maxmemory", "\(used + used / 8)")
        })
        #expect(try find("memory", findings).status == .warning)
    }

    @Test(
        arguments: [
            ("always", StoreFinding.Status.ok, "before"), ("everysec", .ok, "each second"), ("no", .warning, "likes"),
        ])
    func `how a server keeps what it has is looked at`(
        policy: String, status: StoreFinding.Status, text: String
    ) async throws {
        let finding = try find("persistence", try await examine(["--appendfsync", policy], keepsData: true))
        #expect(finding.status == status)
        #expect(finding.text.contains(text))
    }

    @Test func `snapshots alone are a warning`() async throws {
        let finding = try find("persistence", try await examine(["--save", "3600 1"]))
        #expect(finding.status == .warning)
        #expect(finding.text.hasPrefix("snapshots only"))
    }

    @Test func `what a service does not tell is unknown, and never taken for good`() async throws {
        let missing = ["ACL", "CLIENT", "CONFIG", "DEBUG", "HELLO", "INFO", "PING", "ROLE", "WAIT"]
        let findings = try await examine(missing.flatMap { ["--rename-command", $0, ""] })
        for subject in ["version", "eviction", "memory", "persistence", "replication"] {
            #expect(try find(subject, findings).status == .unknown, "\(subject)")
        }
        for subject in ["library", "rights", "push", "namespace", "log", "clock"] {
            #expect(try find(subject, findings).status == .ok, "\(subject)")
        }
    }

    @Test func `a user with the rules of an agent is told what they may, and that the rest is not told`() async throws {
        let people = try await PeopleOfAStore()
        let agent = try await people.with("agent-1") { await $0.examine(for: [.agent]) }
        #expect(agent.filter { $0.subject == "rights" }.map(\.text) == ["enough for: agent"])
        #expect(try find("push", agent).status == .ok)
        #expect(try find("namespace", agent).status == .ok)
        #expect(try find("persistence", agent).status == .unknown)
        #expect(!agent.contains { $0.status == .error })
        let ambitious = try await people.with("agent-1") { await $0.examine(for: [.operator]) }
        #expect(try find("rights", ambitious).status == .error)
        #expect(try find("rights", ambitious).text.contains("HSET spec:*"))
        let viewer = try await people.with("vic") { await $0.examine(for: []) }
        #expect(try find("rights", viewer).text == "enough for: viewer")
        let both = try await people.with("ann") { await $0.examine(for: []) }
        #expect(try find("rights", both).text == "enough for: operator, approver, viewer")
    }

    @Test func `a user who may do more than an agent needs is a warning`() async throws {
        let findings = try await examine(for: [.agent])
        let rights = findings.filter { $0.subject == "rights" }
        #expect(rights.map(\.status) == [.ok, .warning])
        #expect(rights.last?.text.contains("HSET approval:* of others") == true)
    }

    @Test func `a user who may only read, and not listen, is told both`() async throws {
        let findings = try await examine(
            ["--user", "reader", "on", "nopass", "+@read", "+fcall_ro", "+time", "%R~flagpost:{prod}:*"], user: "reader"
        )
        #expect(try find("rights", findings).text == "enough for: viewer")
        #expect(try find("push", findings).status == .warning)
        #expect(try find("namespace", findings).status == .ok)
    }

    @Test func `a store that was never made, and one without its library, want to be initialised`() async throws {
        let never = try await examine(isInitialised: false)
        #expect(try find("library", never).status == .error)
        #expect(try find("namespace", never).status == .error)
        #expect(try find("namespace", never).advice?.contains("flagpost store init") == true)
        #expect(try find("rights", never).status == .unknown)
    }

    @Test(
        arguments: [
            ("{1, 2, 2}", StoreFinding.Status.warning, "works"), ("{999, 2, 3}", .ok, "newer"),
            ("{999, 7, 8}", .error, "serves protocols 7 to 8"), ("{7, 1, 1}", .error, "serves protocol 1"),
            ("2", .error, "serves protocol 0"),
        ])
    func `a library of another version is named with what to do`(
        answer: String, status: StoreFinding.Status, text: String
    ) async throws {
        let library = """
            #!lua name=flagpost
            redis.register_function{
              function_name = 'flagpost_version', callback = function() return \(answer) end, flags = {'no-writes'}}
            """
        let findings = try await examine(prepare: { server in
            let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
            _ = try await client.send(RESPCommand("FUNCTION", "LOAD", "REPLACE", .init(library)))
            await client.close()
        })
        let finding = try find("library", findings)
        #expect(finding.status == status)
        #expect(finding.text.contains(text), "\(finding)")
        #expect((finding.advice == nil) == (status == .ok))
        #expect(try find("rights", findings).status == .unknown)
    }

    @Test func `a server that is away, or wants another password, is an error with the reason`() async throws {
        let server = try await RedisServer(arguments: ["--requirepass", "secret"])
        let stranger = try store(on: server)
        let refused = try #require(await stranger.examine(for: []).first)
        #expect(refused.status == .error)
        #expect(refused.text.contains("password"))
        await stranger.close()
        server.kill()
        let lost = try store(on: server)
        #expect(await lost.examine(for: []).map(\.status) == [.error])
        await lost.close()
    }

    @Test func `a replica is no place to name, and its master has one`() async throws {
        let port = try TestPorts.next()
        let master = try await RedisServer(arguments: ["--port", "\(port)", "--bind", "127.0.0.1"])
        let admin = try store(on: master)
        _ = try await admin.initialize()
        await admin.close()
        let replica = try await RedisServer(arguments: [
            "--replicaof", "127.0.0.1", "\(port)", "--repl-diskless-sync-delay", "0",
        ])
        try await eventually("it follows") {
            try master.command("INFO", "replication").contains("state=online")
        }
        let there = try store(on: replica)
        #expect(try find("replication", await there.examine(for: [])).status == .error)
        await there.close()

        let careless = try store(on: master)
        var findings = await careless.examine(for: [])
        #expect(try find("replication", findings).text.contains("none is asked to confirm"))
        #expect(try find("isolation", findings).status == .warning)
        await careless.close()
        try master.command("CONFIG", "SET", "min-replicas-to-write", "1")
        let careful = try store(on: master) { $0.replicas = 1 }
        findings = await careful.examine(for: [])
        #expect(try find("replication", findings).status == .ok)
        #expect(try find("isolation", findings).status == .ok)
        await careful.close()
        let greedy = try store(on: master) { $0.replicas = 2 }
        #expect(try find("replication", await greedy.examine(for: [])).status == .error)
        await greedy.close()
    }

    @Test func `sentinels are counted, and asked whether they could replace a master`() async throws {
        let group = try await RedisSentinels(replicas: 1, sentinels: 3)
        try await group.areWatching()
        let store = try RedisStore(
            configuration: RedisConfiguration(
                deployment: .sentinels(
                    group.sentinelPorts.map { .host("127.0.0.1", port: $0) }, master: RedisSentinels.master)),
            namespace: "prod")
        _ = try await store.initialize()
        let findings = await store.examine(for: [])
        #expect(try find("sentinels", findings).status == .ok)
        #expect(try find("sentinels", findings).text == "3 watch the group, 2 must agree that a master is gone")
        #expect(try find("replication", findings).status == .ok)
        await store.close()
    }

    @Test func `a cluster's state, slot and library are looked at on every master`() async throws {
        let cluster = try await RedisCluster(masters: 3)
        let store = try RedisStore(
            configuration: {
                var configuration = RedisConfiguration(
                    deployment: .cluster(cluster.ports.map { .host("127.0.0.1", port: $0) }))
                configuration.replicas = 0
                return configuration
            }(), namespace: "prod")
        _ = try await store.initialize()
        var findings = await store.examine(for: [])
        #expect(
            try find("cluster", findings).text == "state ok, 16384 of 16384 slots served by 3 masters")
        #expect(try find("slot", findings).status == .warning)
        #expect(try find("library", findings).text.hasSuffix("on all 3 masters"))
        try cluster.nodes[2].command("FUNCTION", "FLUSH")
        findings = await store.examine(for: [])
        #expect(try find("library", findings).status == .error)
        #expect(try find("library", findings).text.contains("\(cluster.ports[2])"))
        await store.close()

        let owner = try #require(
            cluster.ports.indices.first { cluster.owner(of: HashSlot(of: "prod").number) == $0 })
        let single = try RedisStore(
            configuration: RedisConfiguration(endpoint: .host("127.0.0.1", port: cluster.ports[owner])),
            namespace: "prod")
        #expect(try find("cluster", await single.examine(for: [])).status == .error)
        await single.close()
    }
}
