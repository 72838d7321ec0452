extension DocumentSet {
    /// Keys of the features whose resolved form rests on this document, in order; the feature itself for a feature.
    /// A prompt may be named by its version (`name@12`), which is its key, or by its name, for all versions.
    package func dependents(of kind: DocumentKind, _ key: String) -> [String] {
        switch kind {
        case .feature: features[key] == nil ? [] : [key]
        case .parameters: parameters[key].map { features[$0.feature] == nil ? [] : [$0.feature] } ?? []
        case .segment: keys { $0.segmentNames.contains(key) }
        case .prompt where key.contains("@"): keys { $0.promptReferences.contains(key) }
        case .prompt: keys { $0.promptReferences.contains { Prompt.parts(of: $0)?.name == key } }
        case .flag, .prices, .policy: []
        }
    }

    private func keys(where rests: (Feature) -> Bool) -> [String] {
        features.values.filter(rests).map(\.key).sorted()
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
    package var promptReferences: Set<String> {
        variants.reduce(into: []) { references, variant in
            references.formUnion(variant.promptReferences.map(\.reference))
        }
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
