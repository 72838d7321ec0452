package import FlagModel
package import FlagStore

/// Brings a document back to what it was before its last change, or at a revision. The feature's state stays as it is.
package struct RevertDocument: Operation {
    package var key: String
    /// `nil`: whichever has the key.
    package var kind: DocumentKind?
    /// What it was at this revision; `nil`: before its last change.
    package var revision: UInt64?
    package var terms: ChangeTerms

    package init(
        key: String, kind: DocumentKind? = nil, to revision: UInt64? = nil, terms: ChangeTerms = ChangeTerms()
    ) {
        self.key = key
        self.kind = kind
        self.revision = revision
        self.terms = terms
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedRevert {
        let contents = try await NamespaceContents.read(store)
        let id = try await contents.findEver(key, kind: kind, in: store)
        let newest = contents.load.lineage.revision
        if let revision, revision > newest {
            throw OperationError(
                .unknown, id.description,
                "there is no revision \(revision): the newest is \(newest); nothing was changed", .history(id))
        }
        let version = try await EarlierVersion.find(of: id, at: revision, contents: contents, in: store)
        let wanted = WantedChange(documents: [try version.document], returning: [id])
        return PlannedRevert(
            change: try await ChangeDocuments(wanted, terms: terms).plan(on: store, by: contents), version: version)
    }
}

/// A revert, ready to be shown and performed.
package struct PlannedRevert: PerformablePlan {
    package let change: PlannedChange
    /// What comes back.
    package let version: EarlierVersion

    /// Without a reason the record says what was reverted.
    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> ChangeOutcome {
        var author = author
        if author.reason.isEmpty { author.reason = "revert \(version.id) to revision \(version.revision)" }
        return try await change.perform(in: store, as: author)
    }
}
