package import FlagModel
package import FlagStore

/// Removes one document. A feature's restrictions are kept, and hold again if its key returns within 30 days.
package struct DeleteDocument: Operation {
    package var key: String
    /// `nil`: whichever kind has the key.
    package var kind: DocumentKind?
    /// Even if the feature was in use lately.
    package var force: Bool
    package var approval: ApprovalTerms

    package init(key: String, kind: DocumentKind? = nil, force: Bool = false, approval: ApprovalTerms = ApprovalTerms())
    {
        self.key = key
        self.kind = kind
        self.force = force
        self.approval = approval
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedChange {
        let contents = try await NamespaceContents.read(store)
        let id = try await contents.find(key, kind: kind, in: store)
        if id.kind == DocumentKind.feature.rawValue, !force { try await FeatureUse.refuse(key, in: store) }
        return try await ChangeDocuments(WantedChange(deletions: [id]), terms: ChangeTerms(approval: approval))
            .plan(on: store, by: contents)
    }
}
