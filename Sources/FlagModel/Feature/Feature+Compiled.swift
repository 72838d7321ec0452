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
                    condition: RouteCondition.expression(of: entry.conditions),
                    shares: entry.shares.map {
                        CompiledRule.Share(variant: names.firstIndex(of: $0.variant) ?? off, weight: $0.weight)
                    })
            })
    }
}

extension RouteCondition {
    /// All must hold; `nil` where there is none.
    fileprivate static func expression(of conditions: [RouteCondition]) -> LogicExpression? {
        let expressions = conditions.map(\.expression)
        return expressions.count > 1 ? .operation(.and, expressions) : expressions.first
    }

    private var expression: LogicExpression {
        let holds: LogicExpression
        let variable = LogicExpression.variable(attribute)
        switch test {
        case .oneOf(let literals): holds = .operation(.in, [variable, .array(literals.map(\.expression))])
        case .startsWith(let prefixes):
            let tests = prefixes.map { LogicExpression.operation(.startsWith, [variable, .string($0)]) }
            holds = tests.count == 1 ? tests[0] : .operation(.or, tests)
        // Nothing reads these yet.
        case .semanticVersion, .segment: holds = .failure
        }
        return negated ? .operation(.not, [holds]) : holds
    }
}

extension AttributeLiteral {
    fileprivate var expression: LogicExpression {
        switch self {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .bool(let bool): .bool(bool)
        }
    }
}
