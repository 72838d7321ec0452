extension FeatureReader {
    /// A variant as written, before `extends` is merged.
    struct DeclaredVariant {
        var node: DocumentNode
        var line: Int
        var extends: String?
    }

    /// By name, `extends` merged.
    mutating func readVariants(_ feature: FieldMapping) -> [Variant] {
        guard let members = findings.read(Self.variants, in: feature) else { return [] }
        let path = feature.path.appending(Self.variants.name)
        variantNames = members.map(\.key)
        var declared: [String: DeclaredVariant] = [:]
        for member in members {
            let path = path.appending(member.key)
            if !Names.isKey(member.key) {
                findings.error(
                    member.line, path, "\(quoted(member.key)) is no name", hint: "names match \(Names.keyPattern)")
            }
            declared[member.key] = declaredVariant(member.value, line: member.line, path: path)
        }
        let names = declared.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.compactMap { variant($0, among: declared, path: path.appending($0)) }
    }

    private mutating func declaredVariant(
        _ node: DocumentNode, line: Int, path: DocumentPath
    ) -> DeclaredVariant? {
        guard let mapping = findings.fields(node, path, of: Self.variantFields) else { return nil }
        checkCall(mapping)
        _ = findings.read(Self.minConfidence, in: mapping)
        checkVariables(mapping)
        checkFallback(mapping)
        return DeclaredVariant(node: node, line: line, extends: readVariantName(Self.extends, in: mapping))
    }

    /// The fields that a variant and a step of its fallback chain share.
    private mutating func checkCall(_ mapping: FieldMapping) {
        _ = findings.read(Self.model, in: mapping)
        _ = findings.read(Self.prompt, in: mapping)
        _ = findings.read(Self.timeout, in: mapping)
        let path = mapping.path.appending(Self.params.name)
        for param in findings.read(Self.params, in: mapping) ?? [] {
            _ = Shape<JSONValue>.scalar.read(param.value, path.appending(param.key), &findings)
        }
        _ = findings.read(Self.staticText, in: mapping)
        _ = findings.read(Self.data, in: mapping)
    }

    private mutating func checkVariables(_ mapping: FieldMapping) {
        let path = mapping.path.appending(Self.variables.name)
        for variable in findings.read(Self.variables, in: mapping) ?? [] {
            findings.checkVariableName(variable.key, line: variable.line, path.appending(variable.key))
            _ = Self.boundText.read(variable.value, path.appending(variable.key), &findings)
        }
    }

    private mutating func checkFallback(_ mapping: FieldMapping) {
        let path = mapping.path.appending(Self.fallback.name)
        for (index, step) in (findings.read(Self.fallback, in: mapping) ?? []).enumerated() {
            let path = path.appending(index: index)
            guard let step = findings.fields(step, path, of: Self.stepFields) else { continue }
            checkCall(step)
            let kinds = [Self.model.name, Self.cached.name, Self.staticText.name].filter { step[$0] != nil }
            if findings.mode == .author, kinds.count != 1 {
                findings.error(
                    step.line, path, "a step is one of model, cached and static",
                    hint: kinds.isEmpty ? nil : "this one has \(kinds.joined(separator: " and "))")
            }
            _ = findings.read(Self.cached, in: step)
        }
    }
}
