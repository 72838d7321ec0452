import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

@Suite struct RedisStoreFailoverTests {
    /// Commits all the time while the master is killed, replaced and started again. Expects commits to go on within ten
    /// seconds of its replacement by one of `replicas`, and each of them once and in order in the change log.
    private func expectNothingLost(
        in store: RedisStore, without master: RedisServer, replacedBy replicas: ArraySlice<RedisServer>
    ) async throws {
        let commits = PersistentCommits(store: store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await commits.run() }
            defer { commits.stop() }
            try await eventually("commits are made") { commits.acknowledged > 20 }
            master.kill()
            try await eventually("a replica replaces it, and another follows that one", within: .seconds(20)) {
                try replicas.contains {
                    let info = try $0.command("INFO", "replication")
                    return info.contains("role:master") && info.contains("connected_slaves:1")
                }
            }
            let before = commits.acknowledged
            try await eventually("commits go on", within: .seconds(10)) { commits.acknowledged > before + 20 }
            #expect(commits.failures > 0, "the fault was felt")
            // It comes back believing that it is the master.
            try await master.start()
            let recovered = commits.acknowledged
            try await eventually("commits still go on", within: .seconds(10)) { commits.acknowledged > recovered + 20 }
            commits.stop()
            try await group.waitForAll()
        }
        let history = try await store.history(limit: 100_000)
        #expect(history.map(\.revision) == (1...commits.acknowledged).reversed())
        #expect(try await store.load(since: nil).lineage.revision == commits.acknowledged)
    }

    @Test func `sentinels replace a dead master under load, and nothing acknowledged is lost`() async throws {
        let group = try await RedisSentinels(replicas: 2, sentinels: 3)
        try await group.areWatching()
        let store = try RedisStore(
            configuration: RedisConfiguration(
                deployment: .sentinels(
                    group.sentinelPorts.map { .host("127.0.0.1", port: $0) }, master: RedisSentinels.master)),
            namespace: "prod")
        _ = try await store.initialize()
        var hints = store.hints().makeAsyncIterator()
        _ = await hints.next()
        try await expectNothingLost(in: store, without: group.servers[0], replacedBy: group.servers[1...])
        _ = await hints.next()
        await store.close()
    }

    @Test func `a cluster replaces the slot's dead master under load, and nothing acknowledged is lost`()
        async throws
    {
        let cluster = try await RedisCluster(masters: 3, replicasOf: [0, 0])
        let namespace = try #require(
            (0..<100).map { "n\($0)" }.first { cluster.owner(of: HashSlot(of: $0).number) == 0 })
        let store = try RedisStore(
            configuration: RedisConfiguration(
                deployment: .cluster(cluster.ports.map { .host("127.0.0.1", port: $0) })),
            namespace: namespace)
        _ = try await store.initialize()
        for master in cluster.nodes[..<3] {
            let version = try master.command("FCALL_RO", "flagpost_version", "0")
            #expect(!version.isEmpty, "every master has the library")
        }
        var hints = store.hints().makeAsyncIterator()
        _ = await hints.next()
        try await expectNothingLost(in: store, without: cluster.nodes[0], replacedBy: cluster.nodes[3...])
        _ = await hints.next()
        await store.close()
    }
}
