// The short way through what conditions are mostly made of: `and`, `or`, `!`, and comparing a variable with literals.
// It gives the same answers as the long way.

extension LogicInterpreter {
    mutating func isTruthy(_ index: UInt32) throws(LogicFault) -> Bool {
        let node = program.node(index)
        guard node.kind == Kind.operation else { return try isValueTruthy(index) }
        let count = node.count
        switch node.detail {
        case LogicOperation.and.rawValue: return try isTruthy(every: node)
        case LogicOperation.or.rawValue: return try isTruthy(any: node)
        case LogicOperation.not.rawValue where count == 1:
            try spend(1)
            try descend()
            let holds = try isTruthy(program.children(of: node))
            ascend()
            return !holds
        case LogicOperation.in.rawValue where count == 2:
            let first = try program.children(of: node)
            let literals = program.node(first &+ 1)
            guard literals.kind == Kind.literals, program.node(first).kind == Kind.variable else { break }
            try spend(1)
            return try contains(literals, try value(first))
        case LogicOperation.startsWith.rawValue where count == 2:
            let first = try program.children(of: node)
            let prefix = program.node(first &+ 1)
            guard prefix.kind == Kind.string, program.node(first).kind == Kind.variable,
                case .string(let text) = try value(first)
            else { break }
            return text.hasPrefix(try program.text(of: prefix))
        case LogicOperation.equal.rawValue where count == 2, LogicOperation.strictlyEqual.rawValue where count == 2:
            let first = try program.children(of: node)
            let literal = program.node(first &+ 1)
            guard literal.kind == Kind.string, program.node(first).kind == Kind.variable,
                case .string(let text) = try value(first)
            else { break }
            return text == (try program.text(of: literal))
        default: break
        }
        return try isValueTruthy(index)
    }

    private mutating func isTruthy(every node: LogicNode) throws(LogicFault) -> Bool {
        try spend(1)
        try descend()
        let first = try program.children(of: node)
        let count = node.count
        var index: UInt32 = 0
        var holds = count > 0
        while holds, index < count {
            holds = try isTruthy(first &+ index)
            index &+= 1
        }
        ascend()
        return holds
    }

    private mutating func isTruthy(any node: LogicNode) throws(LogicFault) -> Bool {
        try spend(1)
        try descend()
        let first = try program.children(of: node)
        let count = node.count
        var index: UInt32 = 0
        var holds = false
        while !holds, index < count {
            holds = try isTruthy(first &+ index)
            index &+= 1
        }
        ascend()
        return holds
    }

    private mutating func isValueTruthy(_ index: UInt32) throws(LogicFault) -> Bool {
        let mark = arena.used
        let isTruthy = isTruthy(try value(index))
        arena.used = mark
        return isTruthy
    }

    /// Whether one of the literals is strictly equal to the value.
    mutating func contains(_ literals: LogicNode, _ value: LogicValue) throws(LogicFault) -> Bool {
        let first = try program.children(of: literals)
        let count = literals.count
        switch value {
        case .string(let text):
            if literals.extra != 0 { return try finds(KeyHash.of(text), value, literals, first) }
        case .number(let number):
            if literals.extra != 0 { return try finds(LogicProgram.hash(of: number), value, literals, first) }
        case .bool, .null: break
        case .undefined, .json, .list, .literals, .context, .flagd, .fold: return false
        }
        try spend(Int(count))
        var index: UInt32 = 0
        while index < count {
            if try isLiteral(program.node(first &+ index), value) { return true }
            index &+= 1
        }
        return false
    }

    @inline(__always)
    private func isLiteral(_ node: LogicNode, _ value: LogicValue) throws(LogicFault) -> Bool {
        switch value {
        case .string(let text):
            guard node.kind == Kind.string, Int(node.count) == text.count else { return false }
            return text == (try program.text(of: node))
        case .number(let number): return node.kind == Kind.number && number == node.number
        case .bool(let bool): return node.kind == Kind.bool && bool == (node.detail != 0)
        case .null: return node.kind == Kind.null
        default: return false
        }
    }

    private mutating func finds(
        _ hash: UInt64, _ value: LogicValue, _ literals: LogicNode, _ first: UInt32
    ) throws(LogicFault) -> Bool {
        let bits = UInt64(literals.extra)
        let table = UInt64(literals.table)
        guard bits < 24, table &+ (4 &<< bits) <= UInt64(truncatingIfNeeded: program.bytes.count) else {
            throw .damaged
        }
        let slots = program.bytes.start + Int(literals.table)
        let mask = (1 &<< bits) &- 1
        var slot = hash & mask
        var probes: UInt64 = 0
        while probes <= mask {
            let found = slots.half(Int(truncatingIfNeeded: slot) &* 4)
            if found == 0 { return false }
            guard found <= literals.count else { throw .damaged }
            if try isLiteral(program.node(first &+ found &- 1), value) { return true }
            try spend(1)
            slot = (slot &+ 1) & mask
            probes &+= 1
        }
        return false
    }
}
