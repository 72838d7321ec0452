extension FeatureReader {
    /// One variant with everything it extends merged in: maps merge by key, lists and scalars replace.
    mutating func variant(
        _ name: String, among declared: [String: DeclaredVariant], path: DocumentPath
    ) -> Variant? {
        guard let own = declared[name], valueBytes <= Limit.valueBytes else { return nil }
        var lineage = [own]
        var names = [name]
        while let parent = lineage[lineage.count - 1].extends, let next = declared[parent] {
            guard !names.contains(parent) else {
                findings.error(
                    own.line, path.appending("extends"),
                    "goes round in a circle: \((names + [parent]).joined(separator: " -> "))")
                return nil
            }
            names.append(parent)
            lineage.append(next)
        }
        guard lineage.count <= Limit.extendsDepth + 1 else {
            findings.error(
                own.line, path.appending("extends"), "is more than \(Limit.extendsDepth) deep",
                hint: names.joined(separator: " -> "))
            return nil
        }
        guard case .object(var value) = lineage.reversed().map(\.node.value).reduce([:], Self.merged) else {
            return nil
        }
        value["extends"] = nil
        let callsModel = value["model"] != nil
        if findings.mode == .author {
            checkMerged(value, line: own.line, path)
            // A chain that is inherited is judged where it was written.
            let isInherited = lineage.dropFirst().contains { $0.node.mapping?["model"] != nil }
            let written = own.node.mapping?["fallback"]
            if callsModel, written != nil || !isInherited {
                checkChain(value["fallback"]?.array ?? [], line: written?.line ?? own.line, path.appending("fallback"))
            }
        }
        value["ai"] = .bool(callsModel)
        let canonical = JSONValue.object(value).canonical
        valueBytes += canonical.count
        guard valueBytes <= Limit.valueBytes else {
            findings.error(own.line, path, "with what they extend, the variants hold more than 4 MiB")
            return nil
        }
        return Variant(
            name: name, value: .object(value), digest: Digest.hexadecimal(of: canonical),
            models: Self.models(of: value), timeout: value["timeout"]?.string.flatMap(Quantities.duration),
            prompt: value["prompt"]?.string,
            promptVariables: (value["variables"]?.object ?? [:]).compactMapValues(\.string))
    }

    private static func merged(_ base: JSONValue, _ over: JSONValue) -> JSONValue {
        guard case .object(let base) = base, case .object(let over) = over else { return over }
        return .object(base.merging(over, uniquingKeysWith: merged))
    }

    /// Its own first, then its fallbacks', each once.
    private static func models(of value: [String: JSONValue]) -> [String] {
        let steps = value["fallback"]?.array ?? []
        var models: [String] = []
        for model in [value["model"]?.string] + steps.map({ $0["model"]?.string }) {
            if let model, !models.contains(model) { models.append(model) }
        }
        return models
    }

    /// What only shows in the whole: a variant calls a model or is static.
    private mutating func checkMerged(_ value: [String: JSONValue], line: Int, _ path: DocumentPath) {
        guard value["model"] != nil else {
            if value["static"] == nil, value["data"] == nil {
                findings.error(line, path, "neither calls a model nor is static", hint: "give it `model` or `static`")
            }
            for field in ["params", "prompt", "variables", "timeout", "fallback", "minConfidence"]
            where value[field] != nil {
                findings.error(
                    line, path.appending(field), "has no effect on a variant that calls no model", hint: "remove it")
            }
            return
        }
        if value["static"] != nil {
            findings.error(
                line, path, "has both `model` and `static`", hint: "a static answer after a failure is a fallback step")
        }
    }

    /// Whatever fails, users get an answer.
    private mutating func checkChain(_ steps: [JSONValue], line: Int, _ path: DocumentPath) {
        guard let last = steps.last else {
            findings.error(
                line, path, "is missing: a variant that calls a model says what happens when the call fails",
                hint: "end it in a step that cannot fail: fallback: [{static: \"…\"}]")
            return
        }
        if last["static"] == nil {
            findings.error(line, path, "the last step can fail", hint: "end the chain in {static: \"…\"}")
        }
        if let early = steps.dropLast().firstIndex(where: { $0["static"] != nil }) {
            findings.error(
                line, path.appending(index: early + 1), "is never reached: the step before it cannot fail",
                hint: "remove it or move it up")
        }
    }
}
