import FlagModel
package import FlagStore

/// Points a variant at a version of a prompt.
package struct UsePrompt: Operation {
    package var feature: String
    package var variant: String
    /// `name@version`.
    package var prompt: String
    package var terms: ChangeTerms

    package init(_ prompt: String, in variant: String, of feature: String, terms: ChangeTerms = ChangeTerms()) {
        self.prompt = prompt
        self.variant = variant
        self.feature = feature
        self.terms = terms
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedChange {
        let contents = try await NamespaceContents.read(store)
        guard let stored = contents.stored[DocumentID(.feature, feature)] else {
            throw await UnknownKey.error(feature, in: store)
        }
        let reference = try contents.prompt(prompt).reference
        let names = (contents.feature(feature)?.variants ?? []).map(\.name)
        guard names.contains(variant) else { throw OperationError.unknownVariant(variant, of: feature, among: names) }
        let document = try stored.edited { body in
            guard case .object(var variants)? = body["variants"], case .object(var members)? = variants[variant]
            else { return }
            members["prompt"] = .string(reference)
            variants[variant] = .object(members)
            body["variants"] = .object(variants)
        }
        return try await ChangeDocuments(WantedChange(documents: [document]), terms: terms)
            .plan(on: store, by: contents)
    }
}
