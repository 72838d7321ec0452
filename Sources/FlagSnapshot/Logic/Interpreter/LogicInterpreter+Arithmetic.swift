// ECMAScript's `Number()` and `parseFloat()` over the values of JSON, and the operators that take any number of
// numbers.

extension LogicInterpreter {
    mutating func number(of value: LogicValue) throws(LogicFault) -> Double {
        switch value {
        case .undefined: return .nan
        case .null: return 0
        case .bool(let value): return value ? 1 : 0
        case .number(let value): return value
        case .string(let text):
            try spend(onText: text.count)
            return NumericText.number(text)
        case .json, .list, .literals, .context, .flagd, .fold:
            let mark = arena.used
            let number = NumericText.number(try text(of: value))
            arena.used = mark
            return number
        }
    }

    /// `parseFloat`: what the value's text begins with.
    private mutating func leadingNumber(of value: LogicValue) throws(LogicFault) -> Double {
        switch value {
        case .number(let value): return value + 0
        case .undefined, .null, .bool: return .nan
        case .string, .json, .list, .literals, .context, .flagd, .fold:
            let mark = arena.used
            let text = try text(of: value)
            try spend(onText: text.count)
            let number = NumericText.leadingNumber(text)
            arena.used = mark
            return number
        }
    }

    /// `+`, `*`, `max` and `min`.
    mutating func fold(_ operation: LogicOperation, _ node: LogicNode) throws(LogicFault) -> LogicValue {
        let first = try program.children(of: node)
        let count = node.count
        if operation == .multiply {
            // JavaScript has nothing to begin with here, so one argument is given back as it is.
            guard count > 0 else { throw .badArgument }
            if count == 1 { return try value(first) }
        }
        var result: Double
        switch operation {
        case .add: result = 0
        case .multiply: result = 1
        case .maximum: result = -.infinity
        default: result = .infinity
        }
        var index: UInt32 = 0
        while index < count {
            let mark = arena.used
            let argument = try value(first &+ index)
            switch operation {
            case .add: result += try leadingNumber(of: argument)
            case .multiply: result *= try leadingNumber(of: argument)
            case .maximum: result = Self.greater(result, try number(of: argument))
            default: result = -Self.greater(-result, -(try number(of: argument)))
            }
            arena.used = mark
            index &+= 1
        }
        return .number(result)
    }

    /// `Math.max`: no number wins, and 0 over -0.
    private static func greater(_ left: Double, _ right: Double) -> Double {
        if left != left || right != right { return .nan }
        if left == right { return left.sign == .minus ? right : left }
        return left > right ? left : right
    }
}
