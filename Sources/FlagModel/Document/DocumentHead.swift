// What every document begins with.

enum DocumentHead {
    /// The fields `apiVersion`, `kind` and `key` as a document of this kind has them.
    static func fields(of kind: DocumentKind) -> [any FieldDescription] {
        let name = FieldOutline(
            "kind", ["const": .string(kind.rawValue)], "What this document is.", example: "kind: \(kind.rawValue)")
        return [version, name, key(of: kind)]
    }

    static let version = Field(
        "apiVersion",
        Shape<String>(schema: ["const": .string(Document.apiVersion)]) { node, path, findings in
            if node.scalar == .string(Document.apiVersion) { return Document.apiVersion }
            findings.error(node.line, path, "should be \(Document.apiVersion), is \(node.summary)")
            return nil
        },
        "The version of this format; added when stored.")

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

    /// flagd takes any text; what cannot be stored is refused.
    private static let flagKey = Shape<String>(
        schema: ["type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[^\\u0000-\\u001f\\u007f]+$"]
    ) { node, path, findings in
        guard let key = findings.text(node, path, of: "a key", atMost: 128) else { return nil }
        guard !key.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            findings.error(node.line, path, "\(quoted(key)) holds control characters", hint: "remove them")
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
