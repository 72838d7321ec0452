// Runs a rule: JSONLogic as its JavaScript reference (json-logic-js 2) does it, with flagd's operators. Whoever
// evaluates makes one interpreter per rule and call:
//
//     var rule = try LogicInterpreter(program: bytes, context: context, arena: arena, steps: left)
//     guard try rule.isTruthy() else { … }        // a condition; ordinary ones never touch the arena
//     left = rule.steps
//     let result = try rule.value()               // a flag's targeting; `.null`: the default variant
//     let name = try rule.variantName(of: result) // what flagd looks up among the variants
//
// Any fault is flagd's PARSE_ERROR. Nothing is allocated, and a rule can cost no more than `steps`.

package struct LogicInterpreter {
    typealias Kind = LogicProgram.Kind

    let program: LogicProgram
    let context: LogicContext
    var arena: LogicArena
    /// What is left: a step is a node, an element of an array, or 16 bytes of text that are looked at.
    package private(set) var steps: Int
    private var depth = 0
    /// What `var` reads: the context, or the element at hand.
    var data = LogicValue.context

    @inline(__always)
    package init(program: Bytes, context: LogicContext, arena: LogicArena, steps: Int) throws(LogicFault) {
        self.program = try LogicProgram(program)
        self.context = context
        self.arena = arena
        self.steps = steps
    }

    /// What the rule comes to. Never `.undefined`.
    package mutating func value() throws(LogicFault) -> LogicValue {
        let result = try value(0)
        if case .undefined = result { return .null }
        return result
    }

    @inline(__always)
    package mutating func isTruthy() throws(LogicFault) -> Bool { try isTruthy(0) }

    @inline(__always)
    mutating func spend(_ count: Int) throws(LogicFault) {
        steps &-= count
        guard steps >= 0 else { throw .tooManySteps }
    }

    @inline(__always)
    mutating func spend(onText count: Int) throws(LogicFault) { try spend(1 &+ count &>> 4) }

    @inline(__always)
    mutating func descend() throws(LogicFault) {
        depth &+= 1
        guard depth <= LogicProgram.maximumDepth else { throw .tooDeep }
    }

    @inline(__always)
    mutating func ascend() { depth &-= 1 }

    /// - Parameter index: a node that exists.
    mutating func value(_ index: UInt32) throws(LogicFault) -> LogicValue {
        try spend(1)
        let node = program.node(index)
        switch node.kind {
        case Kind.null: return .null
        case Kind.bool: return .bool(node.detail != 0)
        case Kind.number: return .number(node.number)
        case Kind.string: return .string(try program.text(of: node))
        case Kind.object: return .json(try program.text(of: node))
        case Kind.literals: return .literals(first: try program.children(of: node), count: node.count)
        case Kind.variable: return try variable(node)
        case Kind.array:
            try descend()
            let list = try list(of: node)
            ascend()
            return .list(list, count: Int(node.count))
        case Kind.operation:
            try descend()
            let mark = arena.used
            let result = try operation(node)
            if arena.used != mark, !arena.isHeld(by: result, from: mark) { arena.used = mark }
            ascend()
            return result
        case Kind.failure: throw .failure
        default: throw .damaged
        }
    }

    /// The values of all children, in the arena.
    mutating func list(of node: LogicNode) throws(LogicFault) -> UnsafePointer<LogicValue> {
        let first = try program.children(of: node)
        // One slot at least, so that no two arrays have one address.
        let list = try arena.values(Swift.max(Int(node.count), 1))
        var index: UInt32 = 0
        while index < node.count {
            (list + Int(index)).initialize(to: try value(first &+ index))
            index &+= 1
        }
        return UnsafePointer(list)
    }

    /// Evaluates all children, of which the first three count; those that are not there are `undefined`.
    mutating func arguments(of node: LogicNode) throws(LogicFault) -> (LogicValue, LogicValue, LogicValue) {
        let first = try program.children(of: node)
        let count = node.count
        var arguments: (LogicValue, LogicValue, LogicValue) = (.undefined, .undefined, .undefined)
        if count > 0 { arguments.0 = try value(first) }
        if count > 1 { arguments.1 = try value(first &+ 1) }
        if count > 2 { arguments.2 = try value(first &+ 2) }
        var index: UInt32 = 3
        while index < count {
            _ = try value(first &+ index)
            index &+= 1
        }
        return arguments
    }

    /// Empty arrays are falsy, otherwise as in JavaScript.
    func isTruthy(_ value: LogicValue) -> Bool {
        switch value {
        case .undefined, .null: false
        case .bool(let value): value
        case .number(let value): value != 0 && value == value
        case .string(let text): text.count > 0
        case .json(let text): !JSONCursor(text).isEmptyArray
        case .list(_, let count): count > 0
        case .literals(first: _, let count): count > 0
        case .context, .flagd, .fold: true
        }
    }
}
