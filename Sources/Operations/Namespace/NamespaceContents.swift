package import FlagModel
package import FlagStore

/// What a namespace holds, read as hosts read it.
package struct NamespaceContents: Sendable {
    package var load: StoreLoad
    /// Live documents that can be read.
    package var documents: [DocumentID: Document] = [:]
    /// Live documents as stored.
    package var stored: [DocumentID: StoredDocument] = [:]
    /// Documents that were there once.
    package var deleted: Set<DocumentID> = []
    /// Of those, features that several people agreed to take away, as far as somebody looked.
    package var takenByAgreement: Set<DocumentID> = []
    /// By feature.
    package var states: [String: FeatureState]

    package init(_ load: StoreLoad) {
        self.load = load
        states = Dictionary(load.states.map { ($0.state.key, $0.state) }, uniquingKeysWith: { $1 })
        for document in load.documents {
            guard let body = document.body else {
                deleted.insert(document.id)
                continue
            }
            stored[document.id] = document
            documents[document.id] = Document.load(body: body, name: document.id.description).document
        }
    }

    /// With what is left of documents that were deleted.
    package static func read(_ store: any DocumentStore) async throws(StoreError) -> NamespaceContents {
        NamespaceContents(try await store.load(since: 0))
    }

    package func feature(_ key: String) -> Feature? { documents[DocumentID(kind: "feature", key: key)]?.feature }

    /// Versions of a prompt, the newest first.
    package func versions(ofPrompt name: String) -> [Prompt] {
        prompts.filter { $0.name == name }.sorted { $0.version > $1.version }
    }

    /// The version after every one that a prompt ever had.
    package func nextVersion(ofPrompt name: String) -> Int {
        let deleted = deleted.filter { $0.kind == DocumentKind.prompt.rawValue }.compactMap { Prompt.parts(of: $0.key) }
        let used = deleted.filter { $0.name == name }.map(\.version) + versions(ofPrompt: name).map(\.version)
        return (used.max() ?? 0) + 1
    }

    package var prompts: [Prompt] {
        documents.values.compactMap { if case .prompt(let prompt) = $0.content { prompt } else { nil } }
    }
}

extension Document {
    package var id: DocumentID { DocumentID(kind: kind.rawValue, key: key) }
}

extension DocumentID {
    package init(_ kind: DocumentKind, _ key: String) { self.init(kind: kind.rawValue, key: key) }
}
