package import FlagStore
import RedisClient

extension RedisStore {
    package func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease {
        try Lease.check(name, holder: holder, milliseconds: milliseconds)
        var reply = try await functions.call(
            "acquire_lease", .init(name), .init(holder), .init(milliseconds))
        return try reply.lease(name)
    }

    package func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError) {
        _ = try await functions.call("release_lease", .init(fence.lease), .init(fence.token), .init(holder))
    }
}
