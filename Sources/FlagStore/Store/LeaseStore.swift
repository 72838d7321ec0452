/// Leases, of which one holder at a time has each.
package protocol LeaseStore: NamespaceStore {
    /// Takes the lease under a new token, or renews it for its holder; otherwise says who has it. No commit.
    func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease
    /// Gives it up where it is still one's own.
    func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError)
}
