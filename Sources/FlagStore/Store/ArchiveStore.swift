/// A namespace as a whole, kept elsewhere and made anew.
package protocol ArchiveStore: NamespaceStore {
    /// Everything, as of one revision. `load.now` and `load.committedAt` are those of that moment.
    func archive() async throws(StoreError) -> StoreArchive
    /// Makes the namespace anew of an archive, as the same store in a later epoch; refused with `held` where it exists.
    func restore(_ archive: StoreArchive, by attribution: Attribution) async throws(StoreError) -> Receipt
}
