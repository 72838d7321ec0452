import FlagModel
import FlagStore

/// What the stored document says of a variant that is to be withdrawn. The document informs, it never stands in the
/// way: where it cannot be read, the withdrawal goes on without it.
struct WithdrawnVariant: Equatable {
    /// Empty where unknown.
    var digest: String
    var isBaseline: Bool

    /// - Throws: a `Failure` where the document can be read and has no such variant.
    static func look(for variant: String, of key: String, in store: any DocumentStore) async throws -> Self {
        let load: StoreLoad
        do {
            load = try await PatientStore(store: store).load()
        } catch where error.code == .corrupt {
            return WithdrawnVariant(digest: "", isBaseline: false)
        }
        let document = load.documents.first { $0.id == DocumentID(kind: "feature", key: key) }
        return try WithdrawnVariant(variant, of: key, document: document)
    }

    init(digest: String, isBaseline: Bool) {
        self.digest = digest
        self.isBaseline = isBaseline
    }

    init(_ variant: String, of key: String, document: StoredDocument?) throws {
        let spec = document?.body.flatMap { try? JSONValue.parse($0) }
        let declared = spec?["variants"]?.object ?? [:]
        let names = Set(declared.keys).union((document?.digests ?? [:]).keys)
        if let document, document.body != nil, !names.isEmpty, !names.contains(variant) {
            throw Failure(
                "\(key) has no variant \(variant.withoutControls)",
                advice: NearestName.hint(for: variant, among: names.sorted()))
        }
        digest = document?.digests[variant] ?? ""
        isBaseline = spec?["baseline"]?.string == variant
    }
}
