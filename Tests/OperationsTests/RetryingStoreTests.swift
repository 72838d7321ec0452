import FlagStore
import Operations
import SQLiteStore
import Testing

@Suite struct RetryingStoreTests {
    @Test func `a store that cannot be reached is tried again only for so long`() async throws {
        let store = try SQLiteStore(path: "/nowhere/flags.db", namespace: "default")
        await store.close()
        let retrying = RetryingStore(store, limit: .milliseconds(60), pause: .milliseconds(20))
        let start = ContinuousClock.now
        await #expect(throws: StoreError.self) { try await retrying.load(since: nil) }
        let spent = ContinuousClock.now - start
        // That it throws at all says that it ends; how soon depends on what else the machine does.
        #expect(spent >= .milliseconds(20))
    }
}
