package import FlagModel
package import FlagStore

package enum UnknownKey {
    /// Says that there is no such document, and which ones there are nearby.
    ///
    /// - Parameter kind: only keys of this kind are offered; `nil`: any.
    package static func error(
        _ key: String, kind: DocumentKind? = .feature, in store: any DocumentStore
    ) async -> OperationError {
        let load = try? await store.load(since: nil)
        let live = (load?.documents ?? []).filter { $0.body != nil }
        let keys = live.filter { kind == nil || $0.id.kind == kind?.rawValue }.map(\.id.key)
        let other = live.first { $0.id.key == key && $0.id.kind != kind?.rawValue }?.id.kind
        let remedy: Remedy =
            if let other {
                .hint("There is a \(other) of that name.")
            } else if let hint = NearestName.hint(for: key, among: keys) {
                .hint(hint)
            } else {
                live.isEmpty ? .hint("The namespace holds no documents at all.") : .listDocuments
            }
        return OperationError(
            .unknown, key, "there is no \(kind?.rawValue ?? "document") \(key) in namespace \(store.namespace)", remedy)
    }
}

extension NamespaceContents {
    /// The one document of that key.
    ///
    /// - Throws: an `OperationError` if there is none, or if several kinds have one and it was not said which is meant.
    package func find(_ key: String, kind: DocumentKind?, in store: any DocumentStore) async throws -> DocumentID {
        let found = stored.keys.filter { $0.key == key && (kind == nil || $0.kind == kind?.rawValue) }
            .sorted { $0.kind < $1.kind }
        guard let first = found.first else { throw await UnknownKey.error(key, kind: kind, in: store) }
        guard found.count == 1 else {
            throw OperationError(
                .ambiguous, key,
                "several documents are called \(key): \(found.map(\.description).joined(separator: ", "))",
                .nameKind(found.map(\.kind)))
        }
        return first
    }

    /// The one document of that key, deleted ones included if no live one has it.
    ///
    /// - Throws: an `OperationError` as `find` does.
    package func findEver(_ key: String, kind: DocumentKind?, in store: any DocumentStore) async throws -> DocumentID {
        let found = load.documents.filter { $0.id.key == key && (kind == nil || $0.id.kind == kind?.rawValue) }
        let live = found.filter { $0.body != nil }
        let candidates = (live.isEmpty ? found : live).map(\.id).sorted { $0.kind < $1.kind }
        guard let first = candidates.first else { throw await UnknownKey.error(key, kind: kind, in: store) }
        guard candidates.count == 1 else {
            let names = candidates.map(\.description).joined(separator: ", ")
            throw OperationError(
                .ambiguous, key, "several documents are called \(key): \(names)", .nameDocument(candidates))
        }
        return first
    }
}
