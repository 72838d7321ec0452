import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

/// The same where several servers stand in for each other.
@Suite struct RedisStoreGroupDoubtTests {
    private func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
        do throws(StoreError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["yes", "no"])
    func `a master that was demoted without a word is left for the one that sentinels name`(readOnly: String)
        async throws
    {
        let group = try await RedisSentinels(replicas: 0, sentinels: 1)
        var configuration = RedisConfiguration(
            deployment: .sentinels(
                [.host("127.0.0.1", port: group.sentinelPorts[0])], master: RedisSentinels.master), replicas: 0)
        configuration.commandTimeout = .seconds(10)
        let store = try RedisStore(configuration: configuration, namespace: "prod")
        try await eventually("the master is found") {
            _ = try await store.initialize(); return true
        }
        #expect(try await store.load(since: nil).doubt == nil)
        // Sentinels go on naming it: there is nobody else. It takes changes or not, it is a replica.
        try group.servers[0].command("CONFIG", "SET", "replica-read-only", readOnly)
        try group.servers[0].command("REPLICAOF", "127.0.0.1", "1")
        let error = await failure { () throws(StoreError) in _ = try await store.load(since: nil) }
        #expect(error?.code == .unavailable, "\(String(describing: error))")
        try group.servers[0].command("REPLICAOF", "NO", "ONE")
        try await eventually("it is the master again") { try await store.load(since: nil).doubt == nil }
        await store.close()
    }

    @Test func `a replica of a cluster sends its readers to the master, and is not believed when it cannot`()
        async throws
    {
        let cluster = try await RedisCluster(masters: 2, replicasOf: [0])
        let namespace = try #require(
            (0..<100).map { "n\($0)" }.first { cluster.owner(of: HashSlot(of: $0).number) == 0 })
        var configuration = RedisConfiguration(
            deployment: .cluster(cluster.ports.map { .host("127.0.0.1", port: $0) }))
        configuration.commandTimeout = .seconds(10)
        let store = try RedisStore(configuration: configuration, namespace: namespace)
        _ = try await store.initialize()
        #expect(try await store.load(since: nil).doubt == nil)
        let entered = try RedisStore(
            configuration: RedisConfiguration(
                deployment: .cluster([.host("127.0.0.1", port: cluster.ports[2])])), namespace: namespace)
        #expect(try await entered.load(since: nil).doubt == nil, "by way of the replica, of the master")
        let alone = try RedisStore(
            configuration: RedisConfiguration(endpoint: .socket(path: cluster.nodes[2].socket)), namespace: namespace)
        let moved = await failure { () throws(StoreError) in
            let load = try await alone.load(since: nil)
            #expect(load.doubt == nil, "it was sent to the master")
        }
        #expect(moved == nil || moved?.code == .unavailable)
        for store in [store, entered, alone] { await store.close() }
    }

    @Test func `a master that a broken cluster lets read on is not believed`() async throws {
        let cluster = try await RedisCluster(masters: 3)
        let namespace = try #require(
            (0..<100).map { "n\($0)" }.first { cluster.owner(of: HashSlot(of: $0).number) == 0 })
        var configuration = RedisConfiguration(
            deployment: .cluster([.host("127.0.0.1", port: cluster.ports[0])]), replicas: 0)
        configuration.commandTimeout = .seconds(10)
        let store = try RedisStore(configuration: configuration, namespace: namespace)
        _ = try await store.initialize()
        #expect(try await store.load(since: nil).doubt == nil)
        try cluster.nodes[0].command("CONFIG", "SET", "cluster-allow-reads-when-down", "yes")
        cluster.nodes[1].pause()
        cluster.nodes[2].pause()
        try await eventually("it finds itself in a minority", within: .seconds(20)) {
            try await store.load(since: nil).doubt == "it takes no changes (CLUSTERDOWN)"
        }
        cluster.nodes[1].resume()
        cluster.nodes[2].resume()
        try await eventually("the cluster is whole", within: .seconds(20)) {
            try await store.load(since: nil).doubt == nil
        }
        await store.close()
    }
}
