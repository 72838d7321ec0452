import FlagModel
import FlagStore

enum UnknownKey {
    /// Says that there is no such document, and which ones there are nearby.
    ///
    /// - Parameter kind: only keys of this kind are offered; `nil`: any.
    static func failure(_ key: String, kind: DocumentKind? = .feature, in store: any DocumentStore) async -> Failure {
        let load = try? await store.load(since: nil)
        let live = (load?.documents ?? []).filter { $0.body != nil }
        let keys = live.filter { kind == nil || $0.id.kind == kind?.rawValue }.map(\.id.key)
        let other = live.first { $0.id.key == key && $0.id.kind != kind?.rawValue }?.id.kind
        return Failure(
            "there is no \(kind?.rawValue ?? "document") \(key.withoutControls) in namespace \(store.namespace)",
            advice: other.map { "There is a \($0) of that name." } ?? NearestName.hint(for: key, among: keys)
                ?? (live.isEmpty ? "The namespace holds no documents at all." : "See: flagpost list"))
    }
}

extension NamespaceContents {
    /// The one document of that key.
    ///
    /// - Throws: a `Failure` where there is none, or where several kinds have one and it was not said which is meant.
    func find(_ key: String, kind: DocumentKind?, in store: any DocumentStore) async throws -> DocumentID {
        let found = stored.keys.filter { $0.key == key && (kind == nil || $0.kind == kind?.rawValue) }
            .sorted { $0.kind < $1.kind }
        guard let first = found.first else { throw await UnknownKey.failure(key, kind: kind, in: store) }
        guard found.count == 1 else {
            throw Failure(
                "several documents are called \(key): \(found.map(\.description).joined(separator: ", "))",
                advice: "Say which: --kind \(first.kind)")
        }
        return first
    }
}
