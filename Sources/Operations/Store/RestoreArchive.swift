package import FlagStore

/// Makes a namespace anew from a backup, as the same store in its next epoch.
package struct RestoreArchive: Operation, PerformablePlan {
    package var archive: StoreArchive

    package init(_ archive: StoreArchive) { self.archive = archive }

    package func plan(on store: any DocumentStore) async throws -> RestoreArchive { self }

    /// - Throws: an `OperationError` if the namespace exists.
    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Receipt {
        do throws(StoreError) {
            return try await store.restore(archive, by: try await author.attribution(in: store))
        } catch {
            guard error.code == .held else { throw error }
            throw OperationError(
                .held, store.namespace,
                "namespace \(store.namespace) exists in \(store.location); nothing was changed",
                .hint("A backup is restored where there is nothing: name another namespace or another store."))
        }
    }
}
