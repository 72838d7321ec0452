import FlagModel
package import FlagStore

/// What a document was before a record: the digest of its body, as an earlier record names it.
package enum DocumentPast: Sendable, Equatable {
    /// It did not exist.
    case absent
    case digest(String)
    /// Older than what the log keeps.
    case trimmed
}

/// Bodies that records name, as far as the store still has them.
package struct KeptContents {
    private var bodies: [String: [UInt8]] = [:]
    /// Documents whose text was taken out on purpose, with the reason.
    private var redacted: [DocumentID: String] = [:]

    /// References asked for at once: each may be a MiB.
    private static let atOnce = 16

    package init(_ contents: NamespaceContents) {
        for (id, document) in contents.documents {
            if case .prompt(let prompt) = document.content, let reason = prompt.redaction { redacted[id] = reason }
        }
    }

    package mutating func fetch(_ references: [ContentReference], from store: any DocumentStore)
        async throws(StoreError)
    {
        let missing = Array(Set(references.filter { bodies[$0.digest] == nil }))
        for start in stride(from: 0, to: missing.count, by: Self.atOnce) {
            let some = Array(missing[start..<min(start + Self.atOnce, missing.count)])
            let found = try await store.contents(some)
            bodies.merge(found) { $1 }
        }
    }

    package func body(_ digest: String) -> [UInt8]? { bodies[digest] }

    /// Why there is no body: `was redacted: held a key`, `is no longer kept`.
    package func absence(of id: DocumentID) -> String {
        redacted[id].map { "was redacted: \($0)".withoutControls } ?? "is no longer kept"
    }
}
