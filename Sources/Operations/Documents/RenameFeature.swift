import FlagModel
package import FlagStore

/// Gives a feature another key: its users keep their variants, its state goes with it, and the params documents that
/// tune it point there.
package struct RenameFeature: Operation {
    package var old: String
    package var new: String
    /// Even if the feature was in use lately.
    package var force: Bool
    package var approval: ApprovalTerms

    package init(from old: String, to new: String, force: Bool = false, approval: ApprovalTerms = ApprovalTerms()) {
        self.old = old
        self.new = new
        self.force = force
        self.approval = approval
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedRename {
        let contents = try await NamespaceContents.read(store)
        guard let feature = contents.stored[DocumentID(.feature, old)] else {
            throw await UnknownKey.error(old, in: store)
        }
        guard contents.stored[DocumentID(.feature, new)] == nil else {
            throw OperationError(.ambiguous, new, "there is a feature \(new) already", .showDocument(new))
        }
        if !force { try await FeatureUse.refuse(old, in: store) }
        let wanted = WantedChange(
            documents: [try renamed(feature)] + (try contents.overrides(of: old).map(pointed)),
            deletions: [feature.id], move: StateMove(from: old, to: new))
        let change = try await ChangeDocuments(wanted, terms: ChangeTerms(approval: approval))
            .plan(on: store, by: contents)
        return PlannedRename(change: change, new: new)
    }

    /// Who falls where depends on the salt, which is the key unless it is said.
    private func renamed(_ document: StoredDocument) throws(OperationError) -> Document {
        try document.edited { body in
            body["key"] = .string(new)
            if body["salt"] == nil { body["salt"] = .string(old) }
        }
    }

    private func pointed(_ document: StoredDocument) throws(OperationError) -> Document {
        try document.edited { $0["feature"] = .string(new) }
    }
}

/// A rename, ready to be shown and performed.
package struct PlannedRename: PerformablePlan {
    package let change: PlannedChange
    let new: String

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> ChangeOutcome {
        do {
            return try await change.perform(in: store, as: author)
        } catch let error as StoreError where error.code == .held {
            throw OperationError(.held, new, "nothing was changed: \(error)", .liftOrRename(new))
        }
    }
}
