extension FeatureReader {
    static let variantFields = FieldSet(
        known: [
            "model", "params", "prompt", "timeout", "fallback", "minConfidence", "static", "data", "extends",
        ],
        explained: [
            "ai": "it is added by itself", "cached": "it is a fallback step: fallback: [{cached: true}, …]",
        ])

    static let stepFields = FieldSet(known: ["model", "params", "prompt", "timeout", "cached", "static", "data"])

    /// A variant as written, before `extends` is merged.
    struct DeclaredVariant {
        var node: DocumentNode
        var line: Int
        var extends: String?
    }

    /// By name, `extends` merged.
    mutating func readVariants(_ node: DocumentNode?) -> [Variant] {
        let path = DocumentPath.root.appending("variants")
        guard let node, let members = findings.mapping(node, path, of: "a mapping of names to variants") else {
            return []
        }
        variantNames = members.map(\.key)
        guard !members.isEmpty, members.count <= Limit.variants else {
            findings.error(
                node.line, path, "\(members.count) variants are declared", hint: "1 to \(Limit.variants) are taken")
            return []
        }
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
        guard let members = findings.mapping(node, path, of: "a variant's fields") else { return nil }
        findings.check(members, path, against: Self.variantFields)
        checkCall(members, path)
        if let node = members["minConfidence"] {
            let value = node.scalar?.number
            if value.map((0...1).contains) != true {
                findings.error(
                    node.line, path.appending("minConfidence"), "should be a number from 0 to 1, is \(node.summary)")
            }
        }
        if let node = members["fallback"] { checkFallback(node, path.appending("fallback")) }
        let extends = members["extends"].flatMap {
            readVariantName($0, path.appending("extends"))
        }
        return DeclaredVariant(node: node, line: line, extends: extends)
    }

    /// The fields that a variant and a step of its fallback chain share.
    private mutating func checkCall(_ members: [DocumentNode.Member], _ path: DocumentPath) {
        if let node = members["model"] { _ = findings.text(node, path.appending("model"), of: "a model's name") }
        if let node = members["prompt"] { checkPrompt(node, path.appending("prompt")) }
        if let node = members["timeout"] {
            _ = findings.duration(
                node, path.appending("timeout"), from: .milliseconds(1), to: .seconds(3600),
                range: "from 1ms to 1h")
        }
        if let node = members["params"] { checkParams(node, path.appending("params")) }
        if let node = members["static"] {
            _ = findings.text(node, path.appending("static"), of: "a text", atMost: Limit.staticBytes)
        }
        if let node = members["data"] { _ = findings.mapping(node, path.appending("data"), of: "a mapping") }
    }

    private mutating func checkPrompt(_ node: DocumentNode, _ path: DocumentPath) {
        guard let prompt = findings.text(node, path, of: "a pinned prompt, such as support-system@12"),
            findings.mode == .author
        else { return }
        let parts = prompt.split(separator: "@", omittingEmptySubsequences: false)
        if parts.count == 2, Names.isKey(String(parts[0])), let version = Int(parts[1]), version > 0,
            String(version) == parts[1]
        {
            return
        }
        findings.error(
            node.line, path, "\(quoted(prompt)) names no version of a prompt",
            hint: "pin one: name@12; there is no @latest")
    }

    private mutating func checkParams(_ node: DocumentNode, _ path: DocumentPath) {
        guard let params = findings.mapping(node, path, of: "a mapping of parameters") else { return }
        if params.count > Limit.params {
            findings.error(node.line, path, "has \(params.count) parameters, at most \(Limit.params) are taken")
        }
        for param in params {
            switch param.value.scalar {
            case .bool, .integer, .number, .string: continue
            default:
                findings.error(
                    param.line, path.appending(param.key),
                    "should be a number, a text or true/false, is \(param.value.summary)")
            }
        }
    }

    private mutating func checkFallback(_ node: DocumentNode, _ path: DocumentPath) {
        guard let steps = findings.sequence(node, path, of: "steps", atMost: Limit.fallbackSteps) else { return }
        for (index, step) in steps.enumerated() {
            let path = path.appending(index: index)
            guard let members = findings.mapping(step, path, of: "a step's fields") else { continue }
            findings.check(members, path, against: Self.stepFields)
            checkCall(members, path)
            let kinds = ["model", "cached", "static"].filter { members[$0] != nil }
            if findings.mode == .author, kinds.count != 1 {
                findings.error(
                    step.line, path, "a step is one of model, cached and static",
                    hint: kinds.isEmpty ? nil : "this one has \(kinds.joined(separator: " and "))")
            }
            if let cached = members["cached"], cached.scalar != .bool(true) {
                findings.error(cached.line, path.appending("cached"), "should be true, is \(cached.summary)")
            }
        }
    }
}
