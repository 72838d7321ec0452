extension DocumentSet {
    /// Keys of the features whose resolved form rests on this document, in order; the feature itself for a feature.
    /// A prompt may be named by its version (`name@12`), which is its key, or by its name, for all versions.
    package func dependents(of kind: DocumentKind, _ key: String) -> [String] {
        switch kind {
        case .feature: features[key] == nil ? [] : [key]
        case .parameters: parameters[key].map { features[$0.feature] == nil ? [] : [$0.feature] } ?? []
        case .segment: users[Reference(kind: kind, key: key), default: []].sorted()
        case .prompt where key.contains("@"): users[Reference(kind: kind, key: key), default: []].sorted()
        case .prompt:
            users.reduce(into: Set<String>()) { keys, entry in
                if entry.key.kind == .prompt, Prompt.parts(of: entry.key.key)?.name == key {
                    keys.formUnion(entry.value)
                }
            }.sorted()
        case .flag, .prices, .policy: []
        }
    }
}

extension Feature {
    /// Segments that the route names.
    package var segmentNames: Set<String> {
        route.reduce(into: []) { names, entry in
            for condition in entry.conditions {
                if case .segment(let name) = condition.test { names.insert(name) }
            }
        }
    }

    /// Versions of prompts that variants and their fallback steps name.
    package var promptReferences: Set<String> { Set(variants.flatMap(\.promptReferences).map(\.reference)) }

    /// Everything that it names.
    var references: [DocumentSet.Reference] {
        segmentNames.map { DocumentSet.Reference(kind: .segment, key: $0) }
            + promptReferences.map { DocumentSet.Reference(kind: .prompt, key: $0) }
    }
}

extension Variant {
    /// The variant's own prompt, and those of its fallback steps, with the number of the step.
    var promptReferences: [(step: Int?, reference: String)] {
        let steps = (value["fallback"]?.array ?? []).enumerated().compactMap { index, step in
            step["prompt"]?.string.map { (step: Optional(index), reference: $0) }
        }
        return (value["prompt"]?.string.map { [(step: nil, reference: $0)] } ?? []) + steps
    }
}
