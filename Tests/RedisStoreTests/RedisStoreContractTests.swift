import FlagStoreSuite
import RedisClient
import RedisStore
import TestServers
import Testing

/// One server at a time: some checks fill theirs with a whole namespace.
@Suite(.serialized) struct RedisStoreContractTests {
    @Test(arguments: StoreSuite.checks)
    func `a Redis store keeps the contract of stores`(check: StoreSuite.Check) async throws {
        let server = try await RedisServer()
        try await check.run(
            StoreSuite.Storage {
                try RedisStore(
                    configuration: RedisConfiguration(endpoint: .socket(path: server.socket)), namespace: $0)
            })
    }
}
