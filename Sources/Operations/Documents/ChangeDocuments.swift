import FlagModel
package import FlagStore

/// Puts documents in, takes documents out, or gives a feature another key, in one commit.
package struct ChangeDocuments: Operation {
    package var wanted: WantedChange
    package var terms: ChangeTerms

    package init(_ wanted: WantedChange, terms: ChangeTerms = ChangeTerms()) {
        self.wanted = wanted
        self.terms = terms
    }

    /// Reads the whole namespace: a document may stand on any other.
    package func plan(on store: any DocumentStore) async throws -> PlannedChange {
        try await plan(on: store, by: try await NamespaceContents.read(store))
    }

    /// The same by what was read already.
    package func plan(on store: any DocumentStore, by contents: NamespaceContents) async throws -> PlannedChange {
        let changed = wanted.documents.count { contents.stored[$0.id]?.body != $0.body } + wanted.deletions.count
        guard changed <= StoreLimits.changes else {
            throw OperationError(
                .invalid, "",
                "\(changed) documents change, and a commit takes \(StoreLimits.changes) at most; nothing was changed",
                .importInstead)
        }
        var contents = contents
        contents.takenByAgreement = try await ReturningFeatures.find(wanted, in: contents, store)
        return PlannedChange(ChangePlan.reviewed(wanted, on: contents), on: contents, terms: terms)
    }
}
