import RedisClient
import TestServers
import Testing

@Suite struct RedisClusterTests {
    private func client(
        of cluster: RedisCluster, tag: String, _ change: (inout RedisConfiguration) -> Void = { _ in }
    ) -> RedisClient {
        var configuration = RedisConfiguration(
            deployment: .cluster(cluster.ports.map { .host("127.0.0.1", port: $0) }), replicas: 0)
        configuration.hashTag = tag
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

    @Test func `commands go to whoever serves the tag's slot`() async throws {
        let cluster = try await RedisCluster(masters: 2)
        for tag in ["a", "b", "c", "prod"] {
            let client = client(of: cluster, tag: tag)
            let slot = HashSlot(of: tag).number
            #expect(try await client.send(RESPCommand("SET", .init("{\(tag)}:k"), .init(tag))).text == "OK")
            #expect(try await client.send(RESPCommand("CLUSTER", "KEYSLOT", .init(tag))).integer == Int64(slot))
            let owner = try cluster.nodes[cluster.owner(of: slot)].command("CLUSTER", "MYID")
            #expect(try await client.send(RESPCommand("CLUSTER", "MYID")).text == owner)
            #expect(
                try await client.masters().map(\.deployment)
                    == cluster.ports.map { .server(.host("127.0.0.1", port: $0)) })
            await client.close()
        }
    }

    @Test func `a slot on its way is asked for where its keys are, and followed when it has moved`() async throws {
        let cluster = try await RedisCluster(masters: 2)
        let tag = "prod"
        let slot = HashSlot(of: tag).number
        let source = cluster.owner(of: slot)
        let destination = 1 - source
        let client = client(of: cluster, tag: tag)
        for key in ["gone", "here"] {
            _ = try await client.send(RESPCommand("SET", .init("{prod}:\(key)"), .init(key)))
        }

        try cluster.beginMoving(slot: slot, from: source, to: destination)
        try cluster.move(key: "{prod}:gone", from: source, to: destination)
        // ASK, and no ASK.
        #expect(try await client.send(RESPCommand("GET", "{prod}:gone")).text == "gone")
        #expect(try await client.send(RESPCommand("GET", "{prod}:here")).text == "here")
        // Keys on both sides: TRYAGAIN, until the sender's time is up or they are together again.
        let divided = RESPCommand("MGET", "{prod}:gone", "{prod}:here")
        let refusal = await error { () throws(RedisError) in
            _ = try await client.send(divided, timeout: .milliseconds(200))
        }
        // Unless the time was up while it was asked for once more.
        #expect(refusal?.kind == "TRYAGAIN" || refusal?.code == .timedOut)
        async let both = client.send(divided).array?.map(\.text)
        try await Task.sleep(for: .milliseconds(100))
        try cluster.move(key: "{prod}:here", from: source, to: destination)
        #expect(try await both == ["gone", "here"])

        try cluster.finishMoving(slot: slot, to: destination)
        // MOVED, for many at once.
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<200 { group.addTask { try await client.send(RESPCommand("GET", "{prod}:gone")).text } }
            for try await value in group { #expect(value == "gone") }
        }
        let owner = try cluster.nodes[destination].command("CLUSTER", "MYID")
        #expect(try await client.send(RESPCommand("CLUSTER", "MYID")).text == owner)
        await client.close()
    }

    @Test func `a client at rest notices, too, that its slot has moved`() async throws {
        let cluster = try await RedisCluster(masters: 2)
        let slot = HashSlot(of: "prod").number
        let source = cluster.owner(of: slot)
        let client = client(of: cluster, tag: "prod") {
            $0.clientName = "resting"
            $0.refreshInterval = .milliseconds(300)
        }
        #expect(try await client.send(RESPCommand("GET", "{prod}:k")) == .null)
        try cluster.beginMoving(slot: slot, from: source, to: 1 - source)
        try cluster.finishMoving(slot: slot, to: 1 - source)
        try await eventually("it connects to the new master") {
            try cluster.nodes[1 - source].command("CLIENT", "LIST").contains("name=resting")
                && !cluster.nodes[source].command("CLIENT", "LIST").contains("name=resting")
        }
        await client.close()
    }

    @Test func `a cluster that is down is an error in time, and used again when it is whole`() async throws {
        let cluster = try await RedisCluster(masters: 2)
        let slot = HashSlot(of: "prod").number
        let client = client(of: cluster, tag: "prod")
        #expect(try await client.send(RESPCommand("SET", "{prod}:k", "1")).text == "OK")
        let other = cluster.nodes[1 - cluster.owner(of: slot)]
        other.kill()
        try await eventually("the cluster is down") {
            await error { () throws(RedisError) in
                _ = try await client.send(RESPCommand("GET", "{prod}:k"), timeout: .milliseconds(300))
            }?.kind == "CLUSTERDOWN"
        }
        try await other.start()
        try await eventually("the cluster is whole", within: .seconds(10)) {
            try await client.send(RESPCommand("GET", "{prod}:k")).text == "1"
        }
        await client.close()
    }

    @Test func `a cluster with TLS is found by any name its certificate has`() async throws {
        let certificates = try TestCertificates()
        let cluster = try await RedisCluster(masters: 1) { port in
            certificates.serverArguments(port: port, asksClients: true) + ["--tls-cluster", "yes"]
        }
        let client = client(of: cluster, tag: "prod") {
            $0.encryption = RedisEncryption(
                authorities: certificates.authority, certificate: certificates.certificate("client"),
                key: certificates.key("client"), serverName: TestCertificates.serverName)
        }
        #expect(try await client.send(RESPCommand("SET", "{prod}:k", "1")).text == "OK")
        await client.close()
    }

    @Test func `a server that is no cluster is named as such`() async throws {
        let port = try TestPorts.next()
        let server = try await RedisServer(arguments: ["--port", "\(port)", "--bind", "127.0.0.1"])
        let client = RedisClient(
            configuration: RedisConfiguration(deployment: .cluster([.host("127.0.0.1", port: port)])))
        let refusal = await error { () throws(RedisError) in _ = try await client.send(RESPCommand("PING")) }
        #expect(refusal?.message.contains("cluster support disabled") == true, "\(String(describing: refusal))")
        server.kill()
        await client.close()
    }
}
