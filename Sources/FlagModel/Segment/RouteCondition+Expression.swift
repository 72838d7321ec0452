import FlagSnapshot
package import SnapshotWriting

extension RouteCondition {
    /// The condition as the rule that it is compiled to and that an export shows.
    package var expression: LogicExpression {
        let expression = test.expression(of: attribute)
        return negated ? .operation(.not, [expression]) : expression
    }
}

extension RouteCondition.Test {
    fileprivate func expression(of attribute: String) -> LogicExpression {
        let variable = LogicExpression.variable(attribute)
        switch self {
        case .oneOf(let literals):
            return .operation(.in, [variable, .array(literals.map(\.expression))])
        case .startsWith(let prefixes):
            let tests = prefixes.map { LogicExpression.operation(.startsWith, [variable, .string($0)]) }
            return tests.count == 1 ? tests[0] : .operation(.or, tests)
        case .semanticVersion(let comparison, let version):
            return .operation(.semanticVersion, [variable, .string(comparison), .string(version)])
        case .all(let conditions):
            return LogicExpression(all: conditions) ?? .bool(true)
        case .segment:
            // Not resolved, which a set of documents reports: nobody is in a segment that does not exist.
            return .failure
        }
    }
}

extension LogicExpression {
    /// That all of these hold; `nil` where there are none.
    package init?(all conditions: [RouteCondition]) {
        let expressions = conditions.map(\.expression)
        guard let first = expressions.first else { return nil }
        self = expressions.count == 1 ? first : .operation(.and, expressions)
    }
}

extension AttributeLiteral {
    fileprivate var expression: LogicExpression {
        switch self {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .bool(let value): .bool(value)
        }
    }
}
