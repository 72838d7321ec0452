package import FlagStore

extension RedisStore {
    package func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease {
        try Lease.check(name, holder: holder, milliseconds: milliseconds)
        return try await functions.call(.acquireLease(name, for: holder, milliseconds: milliseconds))
    }

    package func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError) {
        try await functions.call(.releaseLease(fence, of: holder))
    }
}
