import FlagModel
package import FlagStore

/// Lifts everything that is held against a feature, or against one of its variants, by people and by guards.
package struct Restore: Operation {
    /// `FeatureState.namespaceKey` for the kill of every AI feature.
    package var key: String
    /// `nil`: all that is held.
    package var variant: String?
    package var approval: ApprovalTerms

    package init(key: String, variant: String? = nil, approval: ApprovalTerms = ApprovalTerms()) {
        self.key = key
        self.variant = variant
        self.approval = approval
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedRestore {
        let contents = try await NamespaceContents.read(store)
        let fleet = try await store.fleet()
        let held = HeldRestrictions(
            stored: contents.load.states.first { $0.state.key == key }, key: key, variant: variant, fleet: fleet)
        let operation = StateOperation.restore(variant: variant, expected: held.revision)
        if held.restrictions.isEmpty, approval.edit == nil, try isIdle(operation, contents: contents) {
            var change = PlannedStateChange(key: key, variant: variant, operation: operation)
            change.course = .nothing
            return PlannedRestore(change: change, held: held)
        }
        let change = try await PlannedStateChange.widening(
            operation, on: key, variant: variant, setting: .restoration, approval: approval, contents: contents,
            fleet: fleet, in: store)
        return PlannedRestore(change: change, held: held)
    }

    /// Whether there is nothing to restore where nothing is held.
    ///
    /// - Throws: an `OperationError` if the feature has no such variant.
    private func isIdle(_ operation: StateOperation, contents: NamespaceContents) throws -> Bool {
        // What comes back by itself is held soon, and is kept away by others' approval.
        guard !contents.goesBack(key, after: operation) else { return false }
        let id = DocumentID(.feature, key)
        let document = contents.stored[id]
        // Of a key that there is not, the store says so.
        guard key == FeatureState.namespaceKey || document != nil || contents.states[key] != nil else { return false }
        if let variant { _ = try WithdrawnVariant(variant, of: id, document: document) }
        return true
    }
}

/// A restore, ready to be shown and performed.
package struct PlannedRestore: PerformablePlan {
    package let change: PlannedStateChange
    /// What it lifts.
    package let held: HeldRestrictions

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> StateOutcome {
        try await change.perform(in: store, as: author)
    }
}
