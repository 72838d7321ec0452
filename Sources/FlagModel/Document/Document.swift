/// One document that is sound: what was written, and what it means.
package struct Document: Sendable, Equatable {
    package static let apiVersion = "flagpost/v1"
    /// A document's canonical JSON may be this large.
    package static let maximumBytes = 1 << 20

    package var kind: DocumentKind
    package var key: String
    /// Where it begins in its file, from 1.
    package var line: Int
    /// Canonical JSON of what was written, `apiVersion` added, `extends` not resolved: what the store keeps.
    package var body: [UInt8]
    package var content: DocumentContent
    /// The text it was read from, for what is found to be wrong with it later.
    package var source: DocumentSource?

    package init(
        kind: DocumentKind, key: String, line: Int, body: [UInt8], content: DocumentContent,
        source: DocumentSource? = nil
    ) {
        self.kind = kind
        self.key = key
        self.line = line
        self.body = body
        self.content = content
        self.source = source
    }

    /// `nil` where this is another kind of document.
    package var feature: Feature? { if case .feature(let feature) = content { feature } else { nil } }

    /// Variant name -> digest; empty for anything but a feature.
    package var digests: [String: String] { feature?.digests ?? [:] }
}

/// The sound documents of a file, and what is wrong with the others.
package struct ParsedDocuments: Sendable, Equatable {
    package var documents: [Document]
    package var diagnostics: [Diagnostic]

    package init(documents: [Document], diagnostics: [Diagnostic]) {
        self.documents = documents
        self.diagnostics = diagnostics
    }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
