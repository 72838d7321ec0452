import FlagModel
package import FlagStore

/// Features that come back under a key from which others agreed to take one: who deleted or renamed it was not one
/// person, and so who puts something else in its place is not.
package enum ReturningFeatures {
    /// The features of a proposal that were taken away by an approved change, as long as the store keeps their state.
    package static func find(
        _ proposal: WantedChange, in contents: NamespaceContents, _ store: any DocumentStore
    ) async throws(StoreError) -> Set<DocumentID> {
        let created = Set(proposal.documents.map(\.id)).filter {
            $0.kind == DocumentKind.feature.rawValue && contents.deleted.contains($0)
        }
        var found: Set<DocumentID> = []
        for tombstone in contents.load.documents where created.contains(tombstone.id) {
            let age = tombstone.deletedAt.map { contents.load.now - $0 } ?? 0
            guard age <= FeatureState.tombstoneMilliseconds else { continue }
            let records = try await store.history(before: tombstone.revision + 1, limit: 1)
            guard let record = records.first, record.revision == tombstone.revision else { continue }
            if record.payload.proposal != nil { found.insert(tombstone.id) }
        }
        return found
    }
}
