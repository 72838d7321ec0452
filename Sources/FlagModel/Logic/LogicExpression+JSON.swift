import FlagSnapshot
package import SnapshotWriting

/// Why a rule is not taken.
package enum LogicError: Error, Sendable, Equatable, CustomStringConvertible {
    case tooDeep
    case tooLarge

    package var description: String {
        switch self {
        case .tooDeep: "the rule is nested more than \(LogicProgram.maximumDepth) deep; use $evaluators or fewer levels"
        case .tooLarge: "the rule has more than \(LogicProgram.maximumNodes) parts; split the flag or its lists"
        }
    }
}

extension LogicExpression {
    /// Reads a rule. An object of one member is an operation, any other one is data. An operator that does not exist
    /// fails where it is reached, as does `{"$ref": …}` to what is not among the evaluators.
    ///
    /// - Parameter evaluators: what `$ref` is replaced by, wherever it stands, data included. References within
    ///   these are references to nothing, as in flagd.
    package init(_ rule: JSONValue, evaluators: [String: JSONValue] = [:]) throws(LogicError) {
        var reader = LogicReader(evaluators: evaluators)
        self = try reader.read(rule, depth: 1, isShared: false)
    }

    /// The rule as a document writes it: reading it gives the same expression.
    package var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): JSONValue(exactly: value)
        case .string(let text): .string(text)
        case .array(let elements): .array(elements.map(\.json))
        case .object(let text): (try? JSONValue.parse(text)) ?? .null
        case .operation(.variable, let arguments) where arguments.count == 1: Self.variable(arguments[0].json)
        case .operation(let operation, let arguments): .object([operation.symbol: .array(arguments.map(\.json))])
        case .failure: .object(["$ref": .array([])])
        }
    }

    /// Without brackets, as everybody writes it, unless it is an array that is meant.
    private static func variable(_ name: JSONValue) -> JSONValue {
        if case .array = name { return .object(["var": .array([name])]) }
        return .object(["var": name])
    }
}

private struct LogicReader {
    let evaluators: [String: JSONValue]
    /// Evaluators are shared, so a small document can become a large rule.
    private var count = 0

    init(evaluators: [String: JSONValue]) { self.evaluators = evaluators }

    /// - Parameter isShared: within an evaluator, where references are not followed.
    mutating func read(_ rule: JSONValue, depth: Int, isShared: Bool) throws(LogicError) -> LogicExpression {
        guard depth <= LogicProgram.maximumDepth else { throw .tooDeep }
        count += 1
        guard count <= LogicProgram.maximumNodes else { throw .tooLarge }
        switch rule {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .number(Double(value))
        case .number(let value): return .number(value)
        case .string(let text): return .string(text)
        case .array(let elements): return .array(try read(elements, depth: depth, isShared: isShared))
        case .object(let members):
            guard members.count == 1, let (symbol, arguments) = members.first else {
                return .object(try data(rule, isShared: isShared).canonical)
            }
            if symbol == "$ref" {
                guard !isShared, let name = arguments.string, let evaluator = evaluators[name] else { return .failure }
                return try read(evaluator, depth: depth, isShared: true)
            }
            let read = try self.read(arguments.array ?? [arguments], depth: depth, isShared: isShared)
            guard let operation = LogicOperation(symbol: symbol) else { return .failure }
            return .operation(operation, read)
        }
    }

    private mutating func read(
        _ elements: [JSONValue], depth: Int, isShared: Bool
    ) throws(LogicError) -> [LogicExpression] {
        var read: [LogicExpression] = []
        read.reserveCapacity(elements.count)
        for element in elements { read.append(try self.read(element, depth: depth + 1, isShared: isShared)) }
        return read
    }

    /// Data with its references replaced.
    private mutating func data(_ value: JSONValue, isShared: Bool) throws(LogicError) -> JSONValue {
        count += 1
        guard count <= LogicProgram.maximumNodes else { throw .tooLarge }
        switch value {
        case .array(let elements):
            var replaced: [JSONValue] = []
            for element in elements { replaced.append(try data(element, isShared: isShared)) }
            return .array(replaced)
        case .object(let members):
            if !isShared, members.count == 1, let name = members["$ref"]?.string, let evaluator = evaluators[name] {
                return try data(evaluator, isShared: true)
            }
            var replaced: [String: JSONValue] = [:]
            for (key, member) in members { replaced[key] = try data(member, isShared: isShared) }
            return .object(replaced)
        default: return value
        }
    }
}
