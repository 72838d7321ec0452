extension Prompt.Content {
    /// Lower-case hex SHA-256 of the text, so that `sha256sum` of a file with the text gives the same, or of the
    /// messages as canonical JSON; `nil` where there is no content any more.
    package var digest: String? {
        switch self {
        case .text(let text): Digest.hexadecimal(of: Array(text.utf8))
        case .messages(let messages): Digest.hexadecimal(of: JSONValue.array(messages.map(\.json)).canonical)
        case .redacted: nil
        }
    }

    /// Names of the variables that stand in it, each once.
    package var placeholders: [String] {
        switch self {
        case .text(let text): PromptTemplate(text).names
        case .messages(let messages):
            messages.flatMap { PromptTemplate($0.text).names }.reduce(into: []) { names, name in
                if !names.contains(name) { names.append(name) }
            }
        case .redacted: []
        }
    }

    /// How long the content would be with what is bound filled in, in bytes.
    func filledBytes(_ bindings: [String: String]) -> Int {
        switch self {
        case .text(let text): PromptTemplate(text).filledBytes(bindings)
        case .messages(let messages): messages.reduce(0) { $0 + PromptTemplate($1.text).filledBytes(bindings) }
        case .redacted: 0
        }
    }

    /// The content with what is bound filled in.
    package func filled(_ bindings: [String: String]) -> Prompt.Content {
        switch self {
        case .text(let text): .text(PromptTemplate(text).filled(bindings))
        case .messages(let messages):
            .messages(
                messages.map { Prompt.Message(role: $0.role, text: PromptTemplate($0.text).filled(bindings)) })
        case .redacted: self
        }
    }
}

extension Prompt.Message {
    var json: JSONValue { ["role": .string(role), "text": .string(text)] }
}
