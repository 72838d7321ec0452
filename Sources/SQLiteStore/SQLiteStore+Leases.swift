package import FlagStore

extension SQLiteStore {
    package func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) throws(StoreError) -> Lease {
        try Lease.check(name, holder: holder, milliseconds: milliseconds)
        return try write { try $0.acquireLease(name, for: holder, milliseconds: milliseconds) }
    }

    package func releaseLease(_ fence: Fence, of holder: String) throws(StoreError) {
        try write { try $0.releaseLease(fence, of: holder) }
    }
}
