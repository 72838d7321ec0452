import RedisClient
import TestServers
import Testing

@Suite struct RedisSentinelTests {
    private func client(
        of group: RedisSentinels, _ change: (inout RedisConfiguration) -> Void = { _ in }
    ) -> RedisClient {
        var configuration = RedisConfiguration(
            deployment: .sentinels(
                group.sentinelPorts.map { .host("127.0.0.1", port: $0) }, master: RedisSentinels.master),
            replicas: group.servers.count > 1 ? 1 : 0)
        configuration.connectTimeout = .seconds(2)
        configuration.commandTimeout = .seconds(5)
        change(&configuration)
        return RedisClient(configuration: configuration)
    }

    private func error(_ body: () async throws(RedisError) -> Void) async -> RedisError? {
        do throws(RedisError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `the master is found though sentinels are away or silent, with passwords and over TLS`() async throws {
        let certificates = try TestCertificates()
        let silent = try await HostileServer(answer: [])
        let group = try await RedisSentinels(
            replicas: 0, sentinels: 1, password: "master", sentinelPassword: "watcher", certificates: certificates)
        let client = client(of: group) {
            $0.deployment = .sentinels(
                [.host("127.0.0.1", port: 1), .host("127.0.0.1", port: silent.port)]
                    + group.sentinelPorts.map { .host("127.0.0.1", port: $0) },
                master: RedisSentinels.master)
            $0.password = "master"
            $0.sentinelPassword = "watcher"
            $0.encryption = RedisEncryption(authorities: certificates.authority)
        }
        try await eventually("the master is found") {
            try await client.send(RESPCommand("CONFIG", "GET", "tls-port")).array?.last?.text == "\(group.ports[0])"
        }
        await client.close()
        let refused = self.client(of: group) {
            $0.password = "master"
            $0.sentinelPassword = "wrong"
            $0.encryption = RedisEncryption(authorities: certificates.authority)
        }
        let error = await error { () throws(RedisError) in _ = try await refused.send(RESPCommand("PING")) }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("no sentinel knows") == true, "\(String(describing: error))")
        #expect(error?.message.contains("refused user or password") == true, "\(String(describing: error))")
        await refused.close()
        try await silent.close()
    }

    @Test func `a group that nobody watches is named`() async throws {
        let group = try await RedisSentinels(replicas: 0, sentinels: 1)
        let client = client(of: group) {
            $0.deployment = .sentinels([.host("127.0.0.1", port: group.sentinelPorts[0])], master: "others")
        }
        try await eventually("the sentinel answers") {
            await error { () throws(RedisError) in _ = try await client.send(RESPCommand("PING")) }?.message
                .contains("it watches no group named others") == true
        }
        await client.close()
    }

    @Test func `a master that becomes a replica is left, and nothing is written to it`() async throws {
        let group = try await RedisSentinels(replicas: 0, sentinels: 1)
        let client = client(of: group)
        try await eventually("the master is found") {
            try await client.send(RESPCommand("SET", "k", "1")).text == "OK"
        }
        try group.servers[0].command("REPLICAOF", "127.0.0.1", "1")
        let refusal = await error { () throws(RedisError) in _ = try await client.send(RESPCommand("SET", "k", "2")) }
        #expect(refusal?.code == .unavailable, "\(String(describing: refusal))")
        #expect(refusal?.message.contains("is no master but a slave") == true, "\(String(describing: refusal))")
        try group.servers[0].command("REPLICAOF", "NO", "ONE")
        try await eventually("it is the master again", within: .seconds(10)) {
            try await client.send(RESPCommand("GET", "k")).text == "1"
        }
        await client.close()
    }

    @Test func `a replacement that sentinels announce is followed by commands and listeners`() async throws {
        let group = try await RedisSentinels(replicas: 1, sentinels: 1)
        let client = client(of: group) { $0.replicas = 0 }
        try await group.areWatching()
        var signals = client.signals(on: "news").makeAsyncIterator()
        _ = await signals.next()
        #expect(try await client.send(RESPCommand("SET", "k", "1")).text == "OK")
        try await group.failOver()
        _ = await signals.next()
        try await eventually("the new master takes commands", within: .seconds(10)) {
            try await client.send(RESPCommand("CONFIG", "GET", "port")).array?.last?.text == "\(group.ports[1])"
        }
        try await eventually("the listener is there, too", within: .seconds(10)) {
            try await client.send(RESPCommand("PUBLISH", "news", "x")).integer == 1
        }
        await client.close()
    }

    @Test func `what is durable waits for a replica, and says where none confirms it`() async throws {
        let group = try await RedisSentinels(replicas: 1, sentinels: 1)
        let client = client(of: group) { $0.commandTimeout = .seconds(2) }
        try await eventually("the replica confirms") {
            try await client.send(RESPCommand("SET", "k", "1"), isDurable: true).text == "OK"
        }
        group.servers[1].pause()
        let unconfirmed = await error { () throws(RedisError) in
            _ = try await client.send(RESPCommand("SET", "k", "2"), isDurable: true)
        }
        #expect(unconfirmed?.code == .unavailable)
        #expect(
            unconfirmed?.message.contains("confirmed by 0 of 1 replicas") == true, "\(String(describing: unconfirmed))")
        #expect(try await client.send(RESPCommand("GET", "k")).text == "2")
        group.servers[1].resume()
        try await eventually("a repetition is confirmed") {
            try await client.send(RESPCommand("SET", "k", "2"), isDurable: true).text == "OK"
        }
        await client.close()
    }
}
