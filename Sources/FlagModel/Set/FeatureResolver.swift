/// Puts everything that a feature refers to in its place: segments, prompts, and overrides of parameters.
struct FeatureResolver {
    let documents: DocumentSet
    private(set) var faults: [FeatureFault] = []
    private var feature: Feature

    init(_ feature: Feature, in documents: DocumentSet) {
        self.feature = feature
        self.documents = documents
    }

    /// The feature with nothing left to look up. Where a fault is an error it must not be used.
    mutating func resolved() -> Feature {
        expandSegments()
        checkLiterals()
        let overrides = overridesByVariant()
        for index in feature.variants.indices {
            var variant = feature.variants[index]
            inlinePrompts(in: &variant)
            apply(overrides[variant.name] ?? [], to: &variant)
            guard variant.value != feature.variants[index].value else { continue }
            variant.digest = Digest.hexadecimal(of: variant.value.canonical)
            feature.variants[index] = variant
        }
        return feature
    }

    private mutating func fault(_ path: DocumentPath, _ message: String, hint: String? = nil) {
        faults.append(FeatureFault(kind: .feature, key: feature.key, path: path, message: message, hint: hint))
    }

    // MARK: Segments

    private mutating func expandSegments() {
        for entry in feature.route.indices {
            for condition in feature.route[entry].conditions.indices {
                guard case .segment(let name) = feature.route[entry].conditions[condition].test else { continue }
                if let segment = documents.segments[name] {
                    feature.route[entry].conditions[condition].test = .all(segment.conditions)
                } else {
                    let path = DocumentPath.root.appending("route").appending(index: entry).appending("when")
                    let names = Array(documents.segments.keys)
                    fault(
                        path.appending("segment"), "there is no segment \(quoted(name))",
                        hint: NearestName.hint(for: name, among: names) ?? "apply one: kind: segment, key: \(name)")
                }
            }
        }
    }

    /// An evaluation looks at them all, so segments do not lift the bound of a document.
    private mutating func checkLiterals() {
        let limit = ConditionReader.Limit.literalsOfDocument
        let count = feature.route.reduce(0) { $0 + $1.conditions.reduce(0) { $0 + $1.literalCount } }
        guard count > limit else { return }
        fault(
            DocumentPath.root.appending("route"), "with its segments, compares with \(count) values",
            hint: "at most \(limit) are taken")
    }

    // MARK: Prompts

    private mutating func inlinePrompts(in variant: inout Variant) {
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
                    hint: NearestName.hint(for: name, among: bound.sorted()) ?? "remove it")
            }
        }
        value["variables"] = nil
        if !steps.isEmpty { value["fallback"] = .array(steps) }
        variant.value = .object(value)
    }

    private mutating func prompt(_ reference: String, _ path: DocumentPath) -> Prompt? {
        guard let prompt = documents.prompts[reference] else {
            let name = Prompt.parts(of: reference)?.name
            let versions = documents.prompts.values.filter { $0.name == name }.map(\.version).sorted()
            let names = Array(Set(documents.prompts.values.map(\.name)))
            fault(
                path, "there is no prompt \(quoted(reference))",
                hint: versions.isEmpty
                    ? name.flatMap { NearestName.hint(for: $0, among: names) } ?? "apply one: kind: prompt"
                    : "there are versions \(versions.suffix(10).map(String.init).joined(separator: ", "))")
            return nil
        }
        if case .redacted(let reason) = prompt.content {
            fault(path, "\(quoted(reference)) is redacted and cannot be served", hint: "it was taken out: \(reason)")
            return nil
        }
        return prompt
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
        switch prompt.content.filled(bindings) {
        case .text(let text): members["text"] = .string(text)
        case .messages(let messages): members["messages"] = .array(messages.map(\.json))
        case .redacted: break
        }
        return .object(members)
    }

    // MARK: Parameters

    private struct Override {
        var document: String
        var parameter: ParameterOverrides.Parameter
    }

    private mutating func overridesByVariant() -> [String: [Override]] {
        var overrides: [String: [Override]] = [:]
        for document in documents.overrides(of: feature.key) {
            let root = DocumentPath.root
            guard let variant = feature.variant(named: document.variant) else {
                ignore(
                    document, root.appending("variant"),
                    "\(feature.key) has no variant \(quoted(document.variant))",
                    hint: NearestName.hint(for: document.variant, among: feature.variants.map(\.name)))
                continue
            }
            guard variant.callsModel else {
                ignore(document, root.appending("variant"), "\(quoted(document.variant)) calls no model", hint: nil)
                continue
            }
            for parameter in document.parameters {
                let path = root.appending("parameters").appending(parameter.name)
                if let other = overrides[document.variant]?.first(where: { $0.parameter.name == parameter.name }) {
                    ignore(
                        document, path, "is overridden by params/\(other.document) already", hint: "keep one of them")
                } else if let own = variant.value["params"]?[parameter.name], !parameter.type.includes(own) {
                    ignore(
                        document, path.appending("type"),
                        "is \(parameter.type.rawValue), while the variant's own value is \(own.canonicalText)",
                        hint: "declare the type it has")
                } else {
                    overrides[document.variant, default: []].append(
                        Override(document: document.key, parameter: parameter))
                }
            }
        }
        return overrides
    }

    /// Overrides that do not fit are left out; the feature itself stands.
    private mutating func ignore(
        _ document: ParameterOverrides, _ path: DocumentPath, _ message: String, hint: String?
    ) {
        faults.append(
            FeatureFault(
                kind: .parameters, key: document.key, path: path, message: message, hint: hint, severity: .warning))
    }

    private func apply(_ overrides: [Override], to variant: inout Variant) {
        guard !overrides.isEmpty, case .object(var value) = variant.value else { return }
        var params = value["params"]?.object ?? [:]
        for override in overrides { params[override.parameter.name] = override.parameter.value }
        value["params"] = .object(params)
        variant.value = .object(value)
    }
}

extension RouteCondition {
    fileprivate var literalCount: Int {
        switch test {
        case .oneOf(let literals): literals.count
        case .startsWith(let prefixes): prefixes.count
        case .all(let conditions): conditions.reduce(0) { $0 + $1.literalCount }
        case .semanticVersion, .segment: 1
        }
    }
}

extension DocumentSet {
    /// The feature with everything it refers to in its place: prompts' texts in `value["prompt"]` (and in fallback steps)
    /// as `{name, version, text | messages, variables: [runtime names]}`, overrides in `value["params"]`, segments as
    /// their conditions; digests are those of the resolved values.
    ///
    /// - Returns: the feature, not to be used where a diagnostic is an error; what is missing, by document (`file` is
    ///   `kind/key`). Overrides that do not fit are left out, with a warning.
    package func resolved(_ feature: Feature) -> (feature: Feature, diagnostics: [Diagnostic]) {
        var resolver = FeatureResolver(feature, in: self)
        let resolved = resolver.resolved()
        return (resolved, resolver.faults.map(\.diagnostic))
    }
}
