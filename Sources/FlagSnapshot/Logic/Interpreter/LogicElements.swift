/// A pass over an array, wherever it lies.
package struct LogicElements {
    fileprivate enum Place {
        case list(UnsafePointer<LogicValue>)
        case literals(UInt32)
        case json
    }

    fileprivate let place: Place
    /// How many there are in all.
    let count: Int
    fileprivate var index = 0
    fileprivate var cursor: JSONCursor

    var isUnfinished: Bool { index < count }

    mutating func skipFirst() { index &+= 1 }

    /// Of what is no array.
    static var none: LogicElements { LogicElements(place: .literals(0), count: 0) }

    /// Values in the arena.
    init(list: UnsafePointer<LogicValue>, count: Int) {
        self.init(place: .list(list), count: count)
    }

    fileprivate init(place: Place, count: Int, cursor: JSONCursor = JSONCursor(.empty)) {
        self.place = place
        self.count = count
        self.cursor = cursor
    }
}

extension LogicInterpreter {
    /// `nil` where the value is no array.
    @inline(never)
    package mutating func elements(of value: LogicValue) throws(LogicFault) -> LogicElements? {
        switch value {
        case .list(let first, let count): return LogicElements(place: .list(first), count: count)
        case .literals(let first, let count): return LogicElements(place: .literals(first), count: Int(count))
        case .json(let text):
            guard text.count > 0, text[0] == UInt8(ascii: "[") else { return nil }
            try spend(onText: text.count)
            var cursor = JSONCursor(text)
            var count = 0
            var goesOn = try cursor.enter(UInt8(ascii: "["), closing: UInt8(ascii: "]"))
            let first = cursor
            while goesOn {
                _ = try cursor.skipValue()
                count &+= 1
                goesOn = try cursor.advance(closing: UInt8(ascii: "]"))
            }
            return LogicElements(place: .json, count: count, cursor: first)
        case .undefined, .null, .bool, .number, .string, .context, .flagd, .fold: return nil
        }
    }

    /// Not inlined: most operators on arrays call it, some several times.
    @inline(never)
    package mutating func next(_ elements: inout LogicElements) throws(LogicFault) -> LogicValue? {
        guard elements.index < elements.count else { return nil }
        try spend(1)
        let index = elements.index
        elements.index &+= 1
        switch elements.place {
        case .list(let first): return (first + index).pointee
        case .literals(let first): return try value(first &+ UInt32(truncatingIfNeeded: index))
        case .json:
            if index > 0 { _ = try elements.cursor.advance(closing: UInt8(ascii: "]")) }
            return try value(at: &elements.cursor)
        }
    }

    /// - Parameter wanted: less than the count; nothing was taken yet.
    mutating func element(_ wanted: Int, of elements: inout LogicElements) throws(LogicFault) -> LogicValue {
        if case .json = elements.place {
            while elements.index < wanted {
                if elements.index > 0 { _ = try elements.cursor.advance(closing: UInt8(ascii: "]")) }
                _ = try elements.cursor.skipValue()
                elements.index &+= 1
            }
        }
        elements.index = wanted
        return try next(&elements) ?? .undefined
    }
}
