extension LogicInterpreter {
    /// The operators that evaluate a rule for each element, with the element as the data.
    mutating func iteration(_ operation: LogicOperation, _ node: LogicNode) throws(LogicFault) -> LogicValue {
        let first = try program.children(of: node)
        let rule = node.count > 1 ? first &+ 1 : nil
        let items = node.count > 0 ? try value(first) : .undefined
        if operation == .reduce {
            let initial = node.count > 2 ? try value(first &+ 2) : .null
            return try reduced(items, rule, from: initial)
        }
        let elements = try elements(of: items) ?? LogicElements.none
        switch operation {
        case .map: return try mapped(elements, rule)
        case .filter: return try filtered(elements, rule)
        case .all: return .bool(elements.count > 0 ? !(try holds(rule, for: elements, until: false)) : false)
        case .some: return .bool(try holds(rule, for: elements, until: true))
        default: return .bool(!(try holds(rule, for: elements, until: true)))
        }
    }

    /// - Parameter rule: `nil`: undefined.
    private mutating func value(_ rule: UInt32?, for element: LogicValue) throws(LogicFault) -> LogicValue {
        guard let rule else { return .undefined }
        let outer = data
        data = element
        let result = try value(rule)
        data = outer
        return result
    }

    private mutating func isTruthy(_ rule: UInt32?, for element: LogicValue) throws(LogicFault) -> Bool {
        guard let rule else { return false }
        let outer = data
        data = element
        let result = try isTruthy(rule)
        data = outer
        return result
    }

    /// Whether the rule comes out as `wanted` for any element.
    private mutating func holds(
        _ rule: UInt32?, for elements: LogicElements, until wanted: Bool
    ) throws(LogicFault) -> Bool {
        var elements = elements
        let mark = arena.used
        while let element = try next(&elements) {
            if try isTruthy(rule, for: element) == wanted { return true }
            arena.used = mark
        }
        return false
    }

    private mutating func mapped(_ elements: LogicElements, _ rule: UInt32?) throws(LogicFault) -> LogicValue {
        var elements = elements
        let list = try arena.values(Swift.max(elements.count, 1))
        var count = 0
        while let element = try next(&elements) {
            (list + count).initialize(to: try value(rule, for: element))
            count &+= 1
        }
        return .list(UnsafePointer(list), count: count)
    }

    private mutating func filtered(_ elements: LogicElements, _ rule: UInt32?) throws(LogicFault) -> LogicValue {
        var elements = elements
        let list = try arena.values(Swift.max(elements.count, 1))
        var count = 0
        while let element = try next(&elements) {
            guard try isTruthy(rule, for: element) else { continue }
            (list + count).initialize(to: element)
            count &+= 1
        }
        return .list(UnsafePointer(list), count: count)
    }

    private mutating func reduced(
        _ items: LogicValue, _ rule: UInt32?, from initial: LogicValue
    ) throws(LogicFault) -> LogicValue {
        guard var elements = try elements(of: items) else { return initial }
        var accumulator = initial
        while elements.isUnfinished {
            let mark = arena.used
            let pair = try arena.values(2)
            pair.initialize(to: accumulator)
            (pair + 1).initialize(to: try next(&elements) ?? .undefined)
            accumulator = try value(rule, for: .fold(UnsafePointer(pair)))
            if !arena.isHeld(by: accumulator, from: mark) { arena.used = mark }
        }
        return accumulator
    }

    /// All arguments in a row, and the elements of those that are arrays.
    mutating func merged(_ arguments: UnsafePointer<LogicValue>, _ count: Int) throws(LogicFault) -> LogicValue {
        var total = 0
        var index = 0
        while index < count {
            total &+= try elements(of: (arguments + index).pointee)?.count ?? 1
            index &+= 1
        }
        let list = try arena.values(Swift.max(total, 1))
        var place = list
        index = 0
        while index < count {
            let argument = (arguments + index).pointee
            if var elements = try elements(of: argument) {
                while let element = try next(&elements) {
                    place.initialize(to: element)
                    place += 1
                }
            } else {
                place.initialize(to: argument)
                place += 1
            }
            index &+= 1
        }
        return .list(UnsafePointer(list), count: total)
    }
}
