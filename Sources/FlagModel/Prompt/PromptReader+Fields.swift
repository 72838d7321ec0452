// The fields of a prompt.

extension PromptReader {
    static let fields = FieldSet(
        what: "a version of a prompt",
        fields: DocumentHead.fields(of: .prompt) + [
            version, text, messages, redacted, variables, author, note, sha256,
        ],
        explained: ["name": "a prompt's name is its `key`"],
        rules: FieldSet.exactlyOne(of: "text", "messages", "redacted")
            .merging(["dependentRequired": ["redacted": ["sha256"]]], uniquingKeysWith: { $1 }))

    static let version = Field(
        "version", .integer(1...Prompt.Limit.versions, of: "a whole number"),
        "Which version this is; a version never changes.",
        example: "version: 1, and one more with each edit")
    static let text = Field("text", content, "The prompt, with {{name}} where a variable goes.")
    static let messages = Field(
        "messages", .list(of: "messages", atMost: Prompt.Limit.messages, each: messageFields.schema).notEmpty(),
        "The prompt as messages with roles.")
    static let redacted = Field(
        "redacted", .text(of: "a reason", atMost: 1_024),
        "Why the content was taken out; such a version cannot be served.")
    static let variables = Field(
        "variables",
        .table(
            of: "a mapping of names to variables", "variables", 0...Prompt.Limit.variables,
            keys: Names.attributePattern,
            each: variableFields.schema),
        "What {{name}} stands for, by name.")
    static let author = Field("author", .text(of: "who wrote it"), "Who wrote it.")
    static let note = Field("note", .text(of: "a note", atMost: 4_096), "What changed, and why.")
    static let sha256 = Field(
        "sha256",
        Shape<String>(schema: ["type": "string", "pattern": "^[0-9a-f]{64}$"]) { node, path, findings in
            guard let text = findings.text(node, path, of: "a SHA-256") else { return nil }
            if text.utf8.count == 64, text.utf8.allSatisfy("0123456789abcdef".utf8.contains) { return text }
            findings.error(
                node.line, path, "\(quoted(text)) is no SHA-256",
                hint: "64 lower-case hexadecimal digits, or leave it out")
            return nil
        },
        "Of the text, or of the messages as canonical JSON; computed where it is not given.")

    private static let content = Shape<String>.text(of: "a text", atMost: Prompt.Limit.contentBytes)
}

extension PromptReader {
    enum Role: String, CaseIterable, Sendable { case system, developer, user, assistant }

    static let messageFields = FieldSet(what: "a message", fields: [role, messageText])
    static let role = Field("role", Shape<Role>.choice, "Whose message it is.", example: "for example system")
    static let messageText = Field(
        "text", content, "What it says, with {{name}} where a variable goes.", example: "what the message says")
}

extension PromptReader {
    static let variableFields = FieldSet(
        what: "a variable's fields, or {}", fields: [runtime, standard],
        rules: [
            "not": ["required": ["runtime", "default"], "properties": ["runtime": ["const": true]]]
        ])

    static let runtime = Field(
        "runtime", .bool, "Filled in by the service with each call, rather than by the variant.")
    static let standard = Field(
        "default", FeatureReader.boundText, "What it stands for where the variant does not say.")
}
