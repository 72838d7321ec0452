import FlagModel
import FlagStore
import FlagStoreSuite
import RedisClient
import RedisStore
import TestServers
import Testing

@Suite(.serialized) struct RedisStoreServiceTests {
    /// What managed services take away or rename.
    private static let missing = [
        "ACL", "CLIENT", "CONFIG", "DEBUG", "HELLO", "INFO", "KEYS", "MONITOR", "PING", "ROLE", "WAIT",
    ]

    @Test(arguments: StoreSuite.checks)
    func `a store in such a service keeps the contract of stores`(check: StoreSuite.Check) async throws {
        let server = try await RedisServer(arguments: Self.missing.flatMap { ["--rename-command", $0, ""] })
        try await check.run(
            StoreSuite.Storage {
                try RedisStore(
                    configuration: RedisConfiguration(endpoint: .socket(path: server.socket)), namespace: $0)
            })
    }

    @Test(arguments: [0, 1])
    func `a service that lacks administrative commands holds a store all the same`(replicas: Int) async throws {
        let server = try await RedisServer(
            arguments: ["--requirepass", "secret"] + Self.missing.flatMap { ["--rename-command", $0, ""] })
        var configuration = RedisConfiguration(
            endpoint: .socket(path: server.socket), username: "default", password: "secret")
        configuration.replicas = replicas
        // Pings that are refused are answers, too.
        configuration.pingInterval = .milliseconds(50)
        let store = try RedisStore(configuration: configuration, namespace: "prod")
        _ = try await store.initialize()
        #expect(try await store.actor() == "redis:default")
        var hints = store.hints().makeAsyncIterator()
        _ = await hints.next()
        let change = DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: Array("{}".utf8))
        let attribution = Attribution(commitID: "a", actor: "redis:default", reason: "because", source: "cli")
        #expect(try await store.commit([change], by: attribution).changed)
        _ = await hints.next()
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await store.load(since: nil).documents.count == 1)
        await store.close()
    }
}
