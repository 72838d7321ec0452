import FlagModel
package import FlagStore

/// What records somebody wants to see.
package struct RecordSubject {
    /// A document's key, of whatever kind; of a prompt its name stands for all versions.
    package var key: String
    /// What else concerns it: what a feature stands on.
    package var related: Set<String> = []

    package init(key: String) { self.key = key }

    /// With the versions of prompts that the feature pins, and the params documents that tune it.
    package init(key: String, in contents: NamespaceContents) {
        self.key = key
        guard let feature = contents.feature(key) else { return }
        related = Set(feature.promptReferences.map { DocumentID(.prompt, $0).description })
            .union(contents.overrides(of: key).map(\.id.description))
    }

    /// What the namespace as a whole went through concerns everything.
    package func isIn(_ record: ChangeRecord) -> Bool {
        isNamed(in: record) || record.payload.changes.contains { $0.keys.contains(FeatureState.namespaceKey) }
    }

    /// Whether the record is of this, or of what it stands on.
    package func isNamed(in record: ChangeRecord) -> Bool {
        record.payload.changes.contains { change in
            if let id = change.document, id.key == key || id.key.hasPrefix("\(key)@") || related.contains("\(id)") {
                return true
            }
            return change.keys.contains(key)
        }
    }
}
