extension FeatureResolver {
    /// Puts prompts in the place of their references, in the variant and in its fallback steps.
    mutating func inlinePrompts(in variant: inout Variant) {
        guard case .object(var value) = variant.value else { return }
        let path = DocumentPath.root.appending("variants").appending(variant.name)
        var steps = value["fallback"]?.array ?? []
        var bound: Set<String> = []
        var isComplete = true
        for (step, reference) in variant.promptReferences {
            let place = step.map { path.appending("fallback").appending(index: $0) } ?? path
            guard let prompt = prompt(reference, place.appending("prompt")) else {
                isComplete = false
                continue
            }
            bound.formUnion(prompt.variables.filter { !$0.isRuntime }.map(\.name))
            let json = inlined(prompt, variant, place.appending("prompt"))
            if let step { steps[step] = steps[step].adding(["prompt": json]) } else { value["prompt"] = json }
        }
        // With a prompt missing, nobody knows what it declares.
        if isComplete {
            for name in variant.promptVariables.keys.sorted() where !bound.contains(name) {
                fault(
                    path.appending("variables").appending(name),
                    "no prompt of this variant has such a variable to bind",
                    hint: hint(for: name, among: bound.sorted()) ?? "remove it")
            }
        }
        value["variables"] = nil
        if !steps.isEmpty { value["fallback"] = .array(steps) }
        variant.value = .object(value)
    }

    private mutating func prompt(_ reference: String, _ path: DocumentPath) -> Prompt? {
        guard let prompt = documents.prompts[reference] else {
            fault(
                path, "there is no prompt \(quoted(reference))", hint: isForAuthors ? promptHint(for: reference) : nil)
            return nil
        }
        if case .redacted(let reason) = prompt.content {
            fault(path, "\(quoted(reference)) is redacted and cannot be served", hint: "it was taken out: \(reason)")
            return nil
        }
        return prompt
    }

    private func promptHint(for reference: String) -> String? {
        guard let name = Prompt.parts(of: reference)?.name else { return nil }
        let versions = documents.prompts.values.filter { $0.name == name }.map(\.version).sorted()
        guard versions.isEmpty else {
            return "there are versions \(versions.suffix(10).map(String.init).joined(separator: ", "))"
        }
        let names = Array(Set(documents.prompts.values.map(\.name)))
        return NearestName.hint(for: name, among: names) ?? "apply one: kind: prompt, key: \(name)"
    }

    /// What a service is handed: variables that are bound filled in, the others named.
    private mutating func inlined(_ prompt: Prompt, _ variant: Variant, _ path: DocumentPath) -> JSONValue {
        var bindings: [String: String] = [:]
        for variable in prompt.variables where !variable.isRuntime {
            if let text = variant.promptVariables[variable.name] ?? variable.standard {
                bindings[variable.name] = text
            } else {
                fault(
                    path, "leaves the variable \(quoted(variable.name)) of \(prompt.reference) unbound",
                    hint: "variables: {\(variable.name): \"…\"}")
            }
        }
        var members: [String: JSONValue] = [
            "name": .string(prompt.name), "version": .integer(Int64(prompt.version)),
            "variables": .array(prompt.variables.filter(\.isRuntime).map { .string($0.name) }),
        ]
        let bytes = prompt.content.filledBytes(bindings)
        guard bytes <= Prompt.Limit.contentBytes else {
            fault(
                path, "\(prompt.reference) is \(bytes) bytes long with its variables filled in",
                hint: "at most \(Prompt.Limit.contentBytes) are taken")
            return .null
        }
        switch prompt.content.filled(bindings) {
        case .text(let text): members["text"] = .string(text)
        case .messages(let messages): members["messages"] = .array(messages.map(\.json))
        case .redacted: break
        }
        return .object(members)
    }
}
