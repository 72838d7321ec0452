import FlagModel
import FlagStore

/// What a namespace holds, read as hosts read it.
struct NamespaceContents {
    var load: StoreLoad
    /// Live documents that can be read.
    var documents: [DocumentID: Document] = [:]
    /// Live documents as stored.
    var stored: [DocumentID: StoredDocument] = [:]
    /// Documents that were there once.
    var deleted: Set<DocumentID> = []
    /// Of those, features that several people agreed to take away, as far as somebody looked.
    var takenByAgreement: Set<DocumentID> = []
    /// By feature.
    var states: [String: FeatureState]

    init(_ load: StoreLoad) {
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

    static func read(_ store: any DocumentStore) async throws(StoreError) -> NamespaceContents {
        NamespaceContents(try await PatientStore(store: store).load(withDeleted: true))
    }

    func feature(_ key: String) -> Feature? { documents[DocumentID(kind: "feature", key: key)]?.feature }

    /// Versions of a prompt, the newest first.
    func versions(ofPrompt name: String) -> [Prompt] {
        prompts.filter { $0.name == name }.sorted { $0.version > $1.version }
    }

    /// The version after every one that a prompt ever had.
    func nextVersion(ofPrompt name: String) -> Int {
        let deleted = deleted.filter { $0.kind == DocumentKind.prompt.rawValue }.compactMap { Prompt.parts(of: $0.key) }
        let used = deleted.filter { $0.name == name }.map(\.version) + versions(ofPrompt: name).map(\.version)
        return (used.max() ?? 0) + 1
    }

    var prompts: [Prompt] {
        documents.values.compactMap { if case .prompt(let prompt) = $0.content { prompt } else { nil } }
    }
}

extension Document {
    var id: DocumentID { DocumentID(kind: kind.rawValue, key: key) }
}

extension DocumentID {
    init(_ kind: DocumentKind, _ key: String) { self.init(kind: kind.rawValue, key: key) }
}
