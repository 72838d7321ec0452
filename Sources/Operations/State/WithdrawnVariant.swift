import FlagModel
package import FlagStore

/// What the stored document says of a variant that is to be withdrawn. The document informs, it never stands in the
/// way: where it cannot be read, the withdrawal goes on without it.
package struct WithdrawnVariant: Sendable, Equatable {
    /// Empty where unknown.
    package var digest: String
    package var isBaseline: Bool

    /// - Throws: an `OperationError` if the document can be read and has no such variant.
    package static func look(for variant: String, of key: String, in store: any DocumentStore) async throws -> Self {
        let id = DocumentID(kind: "feature", key: key)
        var document: StoredDocument?
        do throws(StoreError) {
            document = try await store.load([id]).documents.first { $0.id == id }
        } catch {
            guard error.code == .corrupt else { throw error }
        }
        return try WithdrawnVariant(variant, of: id, document: document)
    }

    package init(_ variant: String, of id: DocumentID, document: StoredDocument?) throws {
        digest = document?.digests[variant] ?? ""
        let feature = document?.body.flatMap { Document.load(body: $0, name: id.description).document }?.feature
        isBaseline = feature?.baseline == variant
        if let feature, feature.variant(named: variant) == nil {
            throw OperationError.unknownVariant(variant, of: id.key, among: feature.variants.map(\.name))
        }
    }
}

extension OperationError {
    static func unknownVariant(_ variant: String, of key: String, among names: [String]) -> OperationError {
        OperationError(
            .unknown, key, "\(key) has no variant \(variant)",
            remedies: NearestName.hint(for: variant, among: names).map { [.hint($0)] } ?? [])
    }
}
