/// Reads one version of a prompt.
struct PromptReader: DocumentReading {
    var findings: Findings

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> Prompt? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        let version = findings.read(Self.version, in: mapping)
        let variables = readVariables(mapping)
        let content = readContent(mapping)
        let author = findings.read(Self.author, in: mapping)
        let note = findings.read(Self.note, in: mapping)
        let declared = findings.read(Self.sha256, in: mapping)
        if let content { checkPlaceholders(of: content, variables, mapping) }
        guard !findings.hasErrors(since: mark), let key, let version, let content else { return nil }
        let digest = content.digest ?? declared
        guard let digest else {
            findings.error(
                mapping.line, mapping.path.appending(Self.sha256.name), "is missing",
                hint: "a redacted version keeps the SHA-256 of what it said")
            return nil
        }
        if let declared, declared != digest {
            findings.error(
                mapping[Self.sha256.name]?.line ?? mapping.line, mapping.path.appending(Self.sha256.name),
                "is not that of the content", hint: "it should be \(digest)")
            return nil
        }
        return Prompt(
            name: key, version: version, content: content, variables: variables, author: author, note: note,
            digest: digest)
    }

    private mutating func readContent(_ mapping: FieldMapping) -> Prompt.Content? {
        let mark = findings.mark
        let text = findings.read(Self.text, in: mapping)
        let messages = readMessages(mapping)
        let reason = findings.read(Self.redacted, in: mapping)
        let fields = [Self.text.name, Self.messages.name, Self.redacted.name].filter { mapping[$0] != nil }
        guard fields.count == 1 else {
            findings.error(
                mapping.line, mapping.path, "should have either `text` or `messages`",
                hint: fields.isEmpty
                    ? "text: what the model is told" : "this one has \(fields.joined(separator: " and "))")
            return nil
        }
        guard !findings.hasErrors(since: mark) else { return nil }
        if let reason { return .redacted(reason: reason) }
        return text.map(Prompt.Content.text) ?? messages.map(Prompt.Content.messages)
    }

    private mutating func readMessages(_ mapping: FieldMapping) -> [Prompt.Message]? {
        guard let nodes = findings.read(Self.messages, in: mapping) else { return nil }
        let path = mapping.path.appending(Self.messages.name)
        var messages: [Prompt.Message] = []
        for (index, node) in nodes.enumerated() {
            guard let message = findings.fields(node, path.appending(index: index), of: Self.messageFields) else {
                continue
            }
            let role = findings.read(Self.role, in: message)
            let text = findings.read(Self.messageText, in: message)
            if let role, let text { messages.append(Prompt.Message(role: role.rawValue, text: text)) }
        }
        let bytes = messages.reduce(0) { $0 + $1.text.utf8.count }
        if bytes > Prompt.Limit.contentBytes {
            findings.error(
                mapping[Self.messages.name]?.line ?? mapping.line, path,
                "are \(bytes) bytes long, at most \(Prompt.Limit.contentBytes) are taken")
        }
        return messages
    }

    private mutating func readVariables(_ mapping: FieldMapping) -> [Prompt.Variable] {
        let path = mapping.path.appending(Self.variables.name)
        var variables: [Prompt.Variable] = []
        for member in findings.read(Self.variables, in: mapping) ?? [] {
            let path = path.appending(member.key)
            findings.checkVariableName(member.key, line: member.line, path)
            guard let fields = findings.fields(member.value, path, of: Self.variableFields) else { continue }
            let isRuntime = findings.read(Self.runtime, in: fields) ?? false
            let standard = findings.read(Self.standard, in: fields)
            if isRuntime, standard != nil {
                findings.error(
                    member.line, path, "is filled in with each call and has a default", hint: "remove one of the two")
            }
            variables.append(Prompt.Variable(name: member.key, isRuntime: isRuntime, standard: standard))
        }
        return variables.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private mutating func checkPlaceholders(
        of content: Prompt.Content, _ variables: [Prompt.Variable], _ mapping: FieldMapping
    ) {
        if case .redacted = content { return }
        let names = variables.map(\.name)
        let used = content.placeholders
        for name in used where !names.contains(name) {
            let field = mapping[Self.text.name] != nil ? Self.text.name : Self.messages.name
            findings.error(
                mapping[field]?.line ?? mapping.line, mapping.path.appending(field),
                "{{\(name)}} is no variable that is declared",
                hint: names.isEmpty
                    ? "variables: {\(name): {}}, or {\(name): {runtime: true}}"
                    : findings.hint(for: name, among: names))
        }
        guard findings.mode == .author else { return }
        for member in mapping[Self.variables.name]?.mapping ?? [] where !used.contains(member.key) {
            findings.warning(
                member.line, mapping.path.appending(Self.variables.name).appending(member.key),
                "stands nowhere in the prompt", hint: "write it as {{\(member.key)}}")
        }
    }
}

extension Findings {
    /// Reports what no variable of a prompt can be called.
    mutating func checkVariableName(_ name: String, line: Int, _ path: DocumentPath) {
        guard !Names.isAttribute(name) else { return }
        error(line, path, "\(quoted(name)) is no name of a variable", hint: "names match \(Names.attributePattern)")
    }
}
