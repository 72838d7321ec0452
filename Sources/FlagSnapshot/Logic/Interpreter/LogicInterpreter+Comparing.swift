// ECMAScript's `==`, `===` and `<` over the values of JSON.

extension LogicInterpreter {
    enum Order {
        case less, equal, greater
        /// One of the two is no number.
        case none
    }

    mutating func isEqual(_ left: LogicValue, _ right: LogicValue) throws(LogicFault) -> Bool {
        switch (left, right) {
        case (.undefined, .undefined), (.undefined, .null), (.null, .undefined), (.null, .null): return true
        case (.undefined, _), (.null, _), (_, .undefined), (_, .null): return false
        case (.number(let left), .number(let right)): return left == right
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)):
            try spend(onText: left.count)
            return left == right
        case (.string(let left), _) where right.isObject: return left == (try text(of: right))
        case (_, .string(let right)) where left.isObject: return try text(of: left) == right
        default:
            if left.isObject, right.isObject { return isIdentical(left, right) }
            return try number(of: left) == number(of: right)
        }
    }

    mutating func isStrictlyEqual(_ left: LogicValue, _ right: LogicValue) throws(LogicFault) -> Bool {
        if case .string(let text) = left { try spend(onText: text.count) }
        return isIdentical(left, right)
    }

    /// Arrays and objects are identical to themselves only.
    func isIdentical(_ left: LogicValue, _ right: LogicValue) -> Bool {
        switch (left, right) {
        case (.undefined, .undefined), (.null, .null), (.context, .context), (.flagd, .flagd): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.json(let left), .json(let right)): left.start == right.start
        case (.list(let left, count: _), .list(let right, count: _)): left == right
        case (.literals(let left, let count), .literals(let right, count: _)): count > 0 && left == right
        case (.fold(let left), .fold(let right)): left == right
        default: false
        }
    }

    mutating func order(_ left: LogicValue, _ right: LogicValue) throws(LogicFault) -> Order {
        let mark = arena.used
        defer { arena.used = mark }
        let left = left.isObject ? .string(try text(of: left)) : left
        let right = right.isObject ? .string(try text(of: right)) : right
        if case .string(let left) = left, case .string(let right) = right {
            try spend(onText: Swift.min(left.count, right.count))
            return CodeUnits.order(left, right)
        }
        let first = try number(of: left)
        let second = try number(of: right)
        if first < second { return .less }
        if first > second { return .greater }
        return first == second ? .equal : .none
    }

    /// `<` and `<=`, of two or of three.
    mutating func isAscending(
        _ first: LogicValue, _ second: LogicValue, _ third: LogicValue, _ operation: LogicOperation
    ) throws(LogicFault) -> Bool {
        guard try precedes(first, second, operation) else { return false }
        if case .undefined = third { return true }
        return try precedes(second, third, operation)
    }

    private mutating func precedes(
        _ left: LogicValue, _ right: LogicValue, _ operation: LogicOperation
    ) throws(LogicFault) -> Bool {
        let order = try order(left, right)
        return order == .less || (operation == .lessOrEqual && order == .equal)
    }
}

extension LogicValue {
    /// In JavaScript's sense: an array or an object.
    @inline(__always)
    var isObject: Bool {
        switch self {
        case .json, .list, .literals, .context, .flagd, .fold: true
        case .undefined, .null, .bool, .number, .string: false
        }
    }
}
