import FlagStore
import FlagStoreSuite
import Testing

/// One at a time, as those of the other stores: some checks fill a namespace to its limits.
@Suite(.serialized) struct MemoryStoreContractTests {
    @Test(arguments: StoreSuite.checks)
    func `the store in memory keeps the contract of stores`(check: StoreSuite.Check) async throws {
        let epoch = ContinuousClock.now
        let storage = MemoryStorage { 1_790_000_000_000 + Int64((ContinuousClock.now - epoch) / .milliseconds(1)) }
        try await check.run(StoreSuite.Storage { try MemoryStore(namespace: $0, in: storage) })
    }
}
