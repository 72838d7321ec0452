package import FlagStore

/// Takes one variant out: its users get the baseline. Reads the feature's document, which informs and never stands in
/// the way: one that cannot be read is withdrawn from all the same.
package struct Withdraw: Operation {
    package var key: String
    package var variant: String

    package init(key: String, variant: String) {
        self.key = key
        self.variant = variant
    }

    /// - Throws: an `OperationError` if the document can be read and has no such variant.
    package func plan(on store: any DocumentStore) async throws -> PlannedStateChange {
        let spec = try await WithdrawnVariant.look(for: variant, of: key, in: store)
        var plan = PlannedStateChange(
            key: key, variant: variant, operation: .withdraw(variant: variant, digest: spec.digest))
        if spec.isBaseline { plan.warnings = ["\(variant) is the baseline: its users get the off variant"] }
        return plan
    }
}
