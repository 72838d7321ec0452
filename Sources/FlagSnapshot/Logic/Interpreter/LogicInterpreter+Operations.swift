extension LogicInterpreter {
    mutating func operation(_ node: LogicNode) throws(LogicFault) -> LogicValue {
        guard let operation = LogicOperation(rawValue: node.detail) else { throw .damaged }
        switch operation {
        case .if: return try conditional(node)
        case .and: return try firstOperand(node, whereTruthy: false)
        case .or: return try firstOperand(node, whereTruthy: true)
        case .map, .filter, .reduce, .all, .none, .some: return try iteration(operation, node)
        case .add, .multiply, .maximum, .minimum: return try fold(operation, node)
        case .missing, .merge, .concatenate, .fractional:
            let list = try list(of: node)
            let count = Int(node.count)
            switch operation {
            case .missing: return try missing(list, count)
            case .merge: return try merged(list, count)
            case .concatenate: return try concatenated(list, count)
            default: return try fractional(list, count)
            }
        default: return try simple(operation, node)
        }
    }

    /// The operators of a few arguments, all of them evaluated first.
    private mutating func simple(_ operation: LogicOperation, _ node: LogicNode) throws(LogicFault) -> LogicValue {
        let (first, second, third) = try arguments(of: node)
        switch operation {
        case .variable: return try variable(first, default: second)
        case .missingSome: return try missingSome(first, second)
        case .equal: return .bool(try isEqual(first, second))
        case .notEqual: return .bool(!(try isEqual(first, second)))
        case .strictlyEqual: return .bool(try isStrictlyEqual(first, second))
        case .strictlyNotEqual: return .bool(!(try isStrictlyEqual(first, second)))
        case .not: return .bool(!isTruthy(first))
        case .truthy: return .bool(isTruthy(first))
        case .greater: return .bool(try order(first, second) == .greater)
        case .greaterOrEqual:
            let order = try order(first, second)
            return .bool(order == .greater || order == .equal)
        case .less, .lessOrEqual: return .bool(try isAscending(first, second, third, operation))
        case .subtract:
            if case .undefined = second { return .number(-(try number(of: first))) }
            return .number(try number(of: first) - number(of: second))
        case .divide: return .number(try number(of: first) / number(of: second))
        case .remainder: return .number(Remainder.of(try number(of: first), try number(of: second)))
        case .in: return .bool(try isIn(first, second))
        case .substring: return .string(try substring(of: first, from: second, count: third))
        case .log: return first
        case .startsWith:
            guard node.count == 2, case .string(let text) = first, case .string(let part) = second else { return .null }
            return .bool(text.hasPrefix(part))
        case .endsWith:
            guard node.count == 2, case .string(let text) = first, case .string(let part) = second else { return .null }
            return .bool(text.hasSuffix(part))
        case .semanticVersion: return node.count == 3 ? try compareVersions(first, second, third) : .null
        case .if, .and, .or, .map, .filter, .reduce, .all, .none, .some, .add, .multiply, .maximum, .minimum, .missing,
            .merge, .concatenate, .fractional:
            throw .damaged
        }
    }

    /// Pairs of a condition and a result, and what holds otherwise.
    private mutating func conditional(_ node: LogicNode) throws(LogicFault) -> LogicValue {
        let first = try program.children(of: node)
        let count = node.count
        var index: UInt32 = 0
        while index &+ 1 < count {
            if try isTruthy(first &+ index) { return try value(first &+ index &+ 1) }
            index &+= 2
        }
        return index < count ? try value(first &+ index) : .null
    }

    /// The first operand that is truthy, or that is not; otherwise the last one.
    private mutating func firstOperand(
        _ node: LogicNode, whereTruthy wanted: Bool
    ) throws(LogicFault) -> LogicValue {
        let first = try program.children(of: node)
        let count = node.count
        var index: UInt32 = 0
        var operand = LogicValue.undefined
        while index < count {
            operand = try value(first &+ index)
            if isTruthy(operand) == wanted { return operand }
            index &+= 1
        }
        return operand
    }
}
