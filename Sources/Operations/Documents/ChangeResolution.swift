package import FlagModel
package import FlagStore

/// What features resolve to before and after a proposal, as far as it concerns them.
package struct ChangeResolution {
    /// A feature that is there before and after.
    package struct Pair {
        package var key: String
        /// With segments, prompts and overrides in their place.
        package var before: Feature
        package var after: Feature
        package var exposed: (before: ExposedFeature, after: ExposedFeature)
    }

    /// Features of the proposal, and those that stand on its other documents.
    private(set) var pairs: [Pair] = []
    /// Features that the proposal does not name, but whose variants resolve to something else after it.
    private(set) var followers: [(key: String, feature: Feature)] = []
    /// Documents that the features it changes stand on, and that it leaves as they are, whether or not it names them.
    private(set) var foundations: Set<DocumentID> = []
    /// Features that stand on a document that it changes, or are changed themselves.
    private(set) var affected: Set<String> = []
    private(set) var findings: [Diagnostic]
    private var resolved: [DocumentID: Feature] = [:]
    package let before: DocumentSet
    package let after: DocumentSet

    package init(_ proposal: WantedChange, on contents: NamespaceContents) {
        before = DocumentSet(contents.documents.values.map(\.content))
        var documents = contents.documents
        for id in proposal.deletions { documents[id] = nil }
        for document in proposal.documents { documents[document.id] = document }
        after = DocumentSet(documents.values.map(\.content))
        findings = after.findings(for: proposal.documents)

        let ids = proposal.documents.map(\.id) + proposal.deletions
        let changed = Set(
            proposal.documents.filter { contents.stored[$0.id]?.body != $0.body }.map(\.id) + proposal.deletions)
        var keys = Set(ids.filter { $0.kind == DocumentKind.feature.rawValue }.map(\.key))
        let named = keys
        for id in ids {
            guard let kind = DocumentKind(rawValue: id.kind) else { continue }
            let dependents = before.dependents(of: kind, id.key) + after.dependents(of: kind, id.key)
            keys.formUnion(dependents)
            if changed.contains(id) { affected.formUnion(dependents) }
        }
        defer { foundations.subtract(changed) }
        // A rename's old and new key are one feature.
        let origins = proposal.move.map { [$0.to: $0.from] } ?? [:]
        for key in keys.sorted() {
            guard let feature = documents[DocumentID(.feature, key)]?.feature else { continue }
            let new = after.resolved(feature).feature
            resolved[DocumentID(.feature, key)] = new
            if named.contains(key) {
                if affected.contains(key) { foundations.formUnion(contents.foundations(of: feature)) }
            } else {
                followers.append((key, new))
            }
            guard let old = contents.feature(origins[key] ?? key) else { continue }
            let before = before.resolved(old).feature
            pairs.append(
                Pair(
                    key: key, before: before, after: new,
                    exposed: (
                        before: ExposedFeature(resolved: before, declared: old),
                        after: ExposedFeature(resolved: new, declared: feature)
                    )))
        }
    }

    /// What the store keeps to tell configurations apart.
    package func digests(of document: Document) -> [String: String] {
        (resolved[document.id] ?? document.feature)?.digests ?? [:]
    }

    /// Features that stand on a document.
    package func users(of id: DocumentID) -> [String] {
        DocumentKind(rawValue: id.kind).map { before.dependents(of: $0, id.key) } ?? []
    }
}

extension NamespaceContents {
    /// Stored prompts, segments and overrides that a feature stands on.
    package func foundations(of feature: Feature) -> [DocumentID] {
        feature.promptReferences.map { DocumentID(.prompt, $0) } + feature.segmentNames.map { DocumentID(.segment, $0) }
            + overrides(of: feature.key).map(\.id)
    }

    /// The stored params documents that tune a feature.
    package func overrides(of feature: String) -> [StoredDocument] {
        documents.values.compactMap { document in
            guard case .parameters(let overrides) = document.content, overrides.feature == feature else { return nil }
            return stored[document.id]
        }
        .sorted { $0.id.key < $1.id.key }
    }
}
