internal import FlagSnapshot

/// The attributes that rules read of a context, as a record lists them.
package struct AttributesRead {
    /// Their bytes: two names that look alike are two.
    package private(set) var names: Set<[UInt8]> = []
    /// A rule reads the context as a whole, or an attribute whose name it computes.
    package private(set) var isWhole = false

    package init() {}

    /// An attribute that is read by all of its name, points included.
    mutating func add(attribute name: String) { names.insert(Array(name.utf8)) }

    package mutating func add(_ rule: LogicExpression) {
        switch rule {
        case .null, .bool, .number, .string, .object, .failure: break
        case .array(let elements): for element in elements { add(element) }
        case .operation(let operation, let arguments): add(operation, arguments)
        }
    }

    private mutating func add(_ operation: LogicOperation, _ arguments: [LogicExpression]) {
        switch operation {
        case .variable:
            add(path: arguments.first ?? .null)
        case .missing:
            for argument in arguments { add(paths: argument) }
        case .missingSome:
            for argument in arguments.dropFirst() { add(paths: argument) }
        case .map, .filter, .reduce, .all, .some, .none:
            // Its rule reads the element, which is the context only where that was read as a whole.
            for (number, argument) in arguments.enumerated() where number != 1 { add(argument) }
            return
        default: break
        }
        for argument in arguments { add(argument) }
    }

    /// The path that `var` takes.
    private mutating func add(path: LogicExpression) {
        switch path {
        case .string(let text) where !text.isEmpty: add(path: text)
        case .number(let number) where number == number.rounded() && number.magnitude < 0x1p53:
            add(path: String(Int64(number)))
        // Without an `else` it may come to null, which is the whole.
        case .operation(.if, let branches) where !branches.count.isMultiple(of: 2):
            for branch in Self.results(of: branches) { add(path: branch) }
        default: isWhole = true
        }
    }

    /// The paths that `missing` takes, one or many.
    private mutating func add(paths: LogicExpression) {
        switch paths {
        case .array(let elements): for element in elements { add(paths: element) }
        case .operation(.merge, let lists): for list in lists { add(paths: list) }
        case .operation(.if, let branches) where !branches.count.isMultiple(of: 2):
            for branch in Self.results(of: branches) { add(paths: branch) }
        default: add(path: paths)
        }
    }

    /// The values that an `if` with an `else` may come to.
    private static func results(of branches: [LogicExpression]) -> [LogicExpression] {
        branches.enumerated().filter { !$0.offset.isMultiple(of: 2) || $0.offset == branches.count - 1 }.map(\.element)
    }

    private mutating func add(path: String) {
        let name = Array(path.utf8.prefix { $0 != UInt8(ascii: ".") })
        // Never an attribute's.
        guard !Self.own.contains(name) else { return }
        names.insert(name)
    }

    private static let own: Set<[UInt8]> = [Array("targetingKey".utf8), Array("$flagd".utf8)]
}
