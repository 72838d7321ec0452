import FlagStore
import FlagStoreSuite
import SQLiteStore
import TestServers
import Testing

/// One at a time: every commit is synced to disk, and some checks wait for what falls due.
@Suite(.serialized) struct SQLiteStoreContractTests {
    @Test(arguments: StoreSuite.checks)
    func `a SQLite store keeps the contract of stores`(check: StoreSuite.Check) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        try await check.run(StoreSuite.Storage { try SQLiteStore(path: path, namespace: $0) })
    }
}
