// What every document begins with.

enum DocumentHead {
    /// The fields `apiVersion`, `kind`, `key` and `signatures` as a document of this kind has them.
    static func fields(of kind: DocumentKind) -> [any FieldDescription] {
        let name = FieldOutline(
            "kind", ["const": .string(kind.rawValue)], "What this document is.", example: "kind: \(kind.rawValue)")
        return [version, name, key(of: kind), signatures]
    }

    static let version = Field(
        "apiVersion",
        Shape<String>(schema: ["const": .string(Document.apiVersion)]) { node, path, findings in
            if node.scalar == .string(Document.apiVersion) { return Document.apiVersion }
            findings.error(node.line, path, "should be \(Document.apiVersion), is \(node.summary)")
            return nil
        },
        "The version of this format; added when stored.")

    /// Kept with the document; no version checks them yet, and they are no part of what it means.
    static let signatures = Field(
        "signatures", .list(of: "signatures", atMost: 16, each: signatureFields.schema),
        "Who vouches for this document; kept with it, and not checked yet.")

    static let signatureFields = FieldSet(what: "a signature", fields: [signer, signingKey, signature])
    private static let signer = Field(
        "by", .text(of: "who signed"), "Who signed.", example: "for example by: release-bot")
    private static let signingKey = Field(
        "key", .text(of: "the name of a key"), "Which of their keys.", example: "for example key: ed25519:2026-11")
    private static let signature = Field(
        "signature", .text(of: "a signature", atMost: 4_096), "The signature, as a text.",
        example: "base64 of the signature")

    /// Reports what is wrong with a document's signatures; hosts pass over them.
    static func checkSignatures(_ mapping: FieldMapping, _ findings: inout Findings) {
        guard findings.mode == .author, let entries = findings.read(signatures, in: mapping) else { return }
        let path = mapping.path.appending(signatures.name)
        for (index, entry) in entries.enumerated() {
            let path = path.appending(index: index)
            guard let mapping = findings.fields(entry, path, of: signatureFields) else { continue }
            for field in [signer, signingKey, signature] { _ = findings.read(field, in: mapping) }
        }
    }

    static func key(of kind: DocumentKind) -> Field<String> {
        switch kind {
        case .feature, .segment, .parameters:
            Field("key", .name(of: "a key"), "What the document is called.", example: "key: support-chat")
        case .prompt:
            Field(
                "key", .name(of: "a key"), "The prompt's name, the same for all versions.",
                example: "key: support-system")
        case .flag:
            Field("key", flagKey, "How services ask for the flag.", example: "key: new-checkout")
        case .prices, .policy:
            Field("key", only(kind), "There is one of this kind in a namespace.")
        }
    }

    /// flagd takes any text; what cannot be stored is refused, and what might be taken for the namespace's own state.
    private static let flagKey = Shape<String>(
        schema: [
            "type": "string", "minLength": 1, "maxLength": 128,
            "pattern": "^[^@\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$",
        ]
    ) { node, path, findings in
        guard let key = findings.text(node, path, of: "a key", atMost: 128) else { return nil }
        guard !key.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            findings.error(node.line, path, "\(quoted(key)) holds control characters", hint: "remove them")
            return nil
        }
        guard findings.mode != .author || !key.hasPrefix("@") else {
            findings.error(
                node.line, path, "\(quoted(key)) begins with '@'",
                hint: "such keys are Flagpost's own; call it otherwise")
            return nil
        }
        return key
    }

    private static func only(_ kind: DocumentKind) -> Shape<String> {
        Shape(schema: ["const": .string(kind.rawValue)]) { node, path, findings in
            if node.scalar == .string(kind.rawValue) { return kind.rawValue }
            findings.error(
                node.line, path, "there is one document of kind \(kind.rawValue), and \(kind.rawValue) is its key",
                hint: "remove it")
            return nil
        }
    }
}
