import RedisClient

/// Asks each sentinel that a location names how it sees the group.
struct SentinelInspector {
    let configuration: RedisConfiguration

    func sentinels() async -> [RedisFacts.Sentinel] {
        guard case .sentinels(let endpoints, let master) = configuration.deployment else { return [] }
        return await withTaskGroup(of: (Int, RedisFacts.Sentinel).self) { group in
            for (index, endpoint) in endpoints.enumerated() {
                group.addTask { (index, await sentinel(at: endpoint, master: master)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func sentinel(at endpoint: RedisEndpoint, master: String) async -> RedisFacts.Sentinel {
        var configuration = configuration
        configuration.deployment = .server(endpoint)
        configuration.database = 0
        configuration.username = configuration.sentinelUsername
        configuration.password = configuration.sentinelPassword
        let client = RedisClient(configuration: configuration)
        let group = await client.ask(RESPCommand("SENTINEL", "MASTER", .init(master))).map(RedisInspector.pairs)
        let check: Answer<Bool>
        switch await client.ask(RESPCommand("SENTINEL", "CKQUORUM", .init(master))) {
        case .told: check = .told(true)
        case .withheld(let reason) where reason.hasPrefix("NOQUORUM"): check = .told(false)
        case .withheld(let reason): check = .withheld(reason)
        }
        await client.close()
        return RedisFacts.Sentinel(name: endpoint.description, group: group, quorumCheck: check)
    }
}
