package import FlagModel
package import FlagSnapshot
import SnapshotWriting

/// One rule run on one context: JSON in, JSON out, everything between as a service does it.
package struct RuleRun {
    package var flagKey = "flag"
    package var bucketing = Bucketing.v3
    package var unixSeconds: UInt64 = 1_700_000_000
    package var arenaSize = LogicArena.size
    package var steps = 65_536

    package init() {}

    /// - Parameter context: an object; `targetingKey` is the unit. Anything else is an empty context.
    package func result(of rule: JSONValue, on context: JSONValue) throws -> JSONValue {
        try result(of: LogicProgram.encode(LogicExpression(rule)), on: context)
    }

    package func result(of program: [UInt8], on context: JSONValue) throws -> JSONValue {
        try run(program, on: context) { interpreter throws(LogicFault) in
            let value = try interpreter.value()
            return try json(of: value, &interpreter)
        }
    }

    package func isTruthy(_ rule: JSONValue, on context: JSONValue) throws -> Bool {
        try run(rule, on: context) { interpreter throws(LogicFault) in try interpreter.isTruthy() }
    }

    /// `nil`: the default variant.
    package func variantName(of rule: JSONValue, on context: JSONValue) throws -> String? {
        try run(rule, on: context) { interpreter throws(LogicFault) in
            let name = try interpreter.variantName(of: interpreter.value())
            return name.map { String(decoding: $0.buffer, as: UTF8.self) }
        }
    }

    package func run<Result>(
        _ rule: JSONValue, on context: JSONValue,
        _ body: (inout LogicInterpreter) throws(LogicFault) -> Result
    ) throws -> Result {
        try run(LogicProgram.encode(LogicExpression(rule)), on: context, body)
    }

    package func run<Result>(
        _ program: [UInt8], on context: JSONValue, _ body: (inout LogicInterpreter) throws(LogicFault) -> Result
    ) throws -> Result {
        let memory = BorrowedContext(context, flagKey: flagKey)
        defer { memory.deallocate() }
        let arena = UnsafeMutableRawPointer.allocate(byteCount: arenaSize, alignment: 16)
        defer { arena.deallocate() }
        return try program.withUnsafeBytes { program in
            var interpreter = try LogicInterpreter(
                program: Bytes(program),
                context: memory.context(bucketing: bucketing, unixSeconds: unixSeconds),
                arena: LogicArena(arena, capacity: arenaSize), steps: steps)
            return try body(&interpreter)
        }
    }

    private func json(
        of value: LogicValue, _ interpreter: inout LogicInterpreter
    ) throws(LogicFault) -> JSONValue {
        switch value {
        case .undefined, .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let value): return .number(value)
        case .string(let text): return .string(String(decoding: text.buffer, as: UTF8.self))
        case .json, .list, .literals, .context, .flagd, .fold:
            if var elements = try interpreter.elements(of: value) {
                var array: [JSONValue] = []
                while let element = try interpreter.next(&elements) {
                    array.append(try json(of: element, &interpreter))
                }
                return .array(array)
            }
            let (names, count) = try interpreter.names(of: value)
            var object: [String: JSONValue] = [:]
            for name in UnsafeBufferPointer(start: names, count: count) {
                guard case .string(let text) = name else { throw .damaged }
                let member = try interpreter.property(text, of: value)
                object[String(decoding: text.buffer, as: UTF8.self)] = try json(of: member, &interpreter)
            }
            return .object(object)
        }
    }
}

/// A context's bytes outside of Swift's arrays, as a caller of the library holds them.
private struct BorrowedContext {
    private var texts: [UnsafeMutableRawBufferPointer] = []
    private var attributes: UnsafeMutableBufferPointer<Attribute>
    private var unit = Bytes.empty
    private var flagKey = Bytes.empty

    init(_ context: JSONValue, flagKey: String) {
        let members = (context.object ?? [:]).sorted { $0.key < $1.key }
        attributes = .allocate(capacity: Swift.max(members.count, 1))
        self.flagKey = hold(Array(flagKey.utf8))
        var count = 0
        for member in members {
            if member.key == "targetingKey" {
                unit = member.value.string.map { hold(Array($0.utf8)) } ?? .empty
                continue
            }
            let value: Attribute.Value =
                switch member.value {
                case .string(let text): .string(hold(Array(text.utf8)))
                case .bool(let value): .bool(value)
                case .number, .integer: .number(member.value.number ?? 0)
                case .null, .array, .object: .json(hold(member.value.canonical))
                }
            attributes.initializeElement(
                at: count, to: Attribute(name: hold(Array(member.key.utf8)), value: value))
            count += 1
        }
        attributes = UnsafeMutableBufferPointer(rebasing: attributes[..<count])
    }

    func context(bucketing: Bucketing, unixSeconds: UInt64) -> LogicContext {
        LogicContext(
            flagKey: flagKey, unit: unit, attributes: UnsafeBufferPointer(attributes), bucketing: bucketing,
            unixSeconds: unixSeconds)
    }

    func deallocate() {
        for text in texts { text.deallocate() }
        attributes.baseAddress?.deallocate()
    }

    private mutating func hold(_ bytes: [UInt8]) -> Bytes {
        let text = UnsafeMutableRawBufferPointer.allocate(byteCount: Swift.max(bytes.count, 1), alignment: 1)
        text.copyBytes(from: bytes)
        texts.append(text)
        return Bytes(UnsafeRawBufferPointer(rebasing: text[..<bytes.count]))
    }
}
