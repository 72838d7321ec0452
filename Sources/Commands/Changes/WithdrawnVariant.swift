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
        let id = DocumentID(kind: "feature", key: key)
        var document: StoredDocument?
        do throws(StoreError) {
            document = try await PatientStore(store: store).load().documents.first { $0.id == id }
        } catch {
            guard error.code == .corrupt else { throw error }
        }
        return try WithdrawnVariant(variant, of: id, document: document)
    }

    init(_ variant: String, of id: DocumentID, document: StoredDocument?) throws {
        digest = document?.digests[variant] ?? ""
        let feature = document?.body.flatMap { Document.load(body: $0, name: id.description).document }?.feature
        isBaseline = feature?.baseline == variant
        if let feature, feature.variant(named: variant) == nil {
            throw Failure(
                "\(id.key) has no variant \(variant.withoutControls)",
                advice: NearestName.hint(for: variant, among: feature.variants.map(\.name)))
        }
    }
}
