package import FlagSnapshot

extension Feature {
    /// The feature with names resolved to indices. Names that do not resolve, which a document read here cannot hold,
    /// become the off variant or, for that itself, the first one.
    package func compiled() -> CompiledFeature {
        let names = variants.map(\.name)
        let off = names.firstIndex(of: onKill) ?? 0
        return CompiledFeature(
            key: key, salt: salt, bucketBy: bucketBy,
            variants: variants.map { CompiledVariant(name: $0.name, value: $0.value.canonical) },
            baseline: names.firstIndex(of: baseline) ?? off, offVariant: off,
            rules: route.map { entry in
                CompiledRule(
                    conditions: entry.conditions.flatMap(\.compiled),
                    shares: entry.shares.map {
                        CompiledRule.Share(variant: names.firstIndex(of: $0.variant) ?? off, weight: $0.weight)
                    })
            })
    }
}

extension RouteCondition {
    fileprivate var compiled: [CompiledCondition] {
        switch test {
        case .oneOf(let literals):
            [CompiledCondition(attribute: attribute, test: .oneOf(literals), negated: negated)]
        case .startsWith(let prefixes):
            [CompiledCondition(attribute: attribute, test: .startsWith(prefixes), negated: negated)]
        case .all(let conditions) where !negated: conditions.flatMap(\.compiled)
        case .all, .semanticVersion, .segment:
            [CompiledCondition(attribute: attribute, test: .oneOf([]), negated: false)]
        }
    }
}
