extension LogicInterpreter {
    /// The names of an object's members in the arena, each once, the shorter first, then by their bytes.
    package mutating func names(
        of object: LogicValue
    ) throws(LogicFault) -> (first: UnsafePointer<LogicValue>, count: Int) {
        let names: UnsafeMutablePointer<LogicValue>
        var count = 0
        switch object {
        case .context:
            names = try arena.values(context.attributes.count &+ 2)
            if context.unit.count > 0 { try insert(Bytes("targetingKey"), into: names, &count) }
            try insert(Bytes("$flagd"), into: names, &count)
            var index = 0
            while index < context.attributes.count, let first = context.attributes.baseAddress {
                let name = (first + index).pointee.name
                if !name.isEqual("targetingKey") { try insert(name, into: names, &count) }
                index &+= 1
            }
        case .flagd:
            names = try arena.values(2)
            try insert(Bytes("flagKey"), into: names, &count)
            try insert(Bytes("timestamp"), into: names, &count)
        case .fold:
            names = try arena.values(2)
            try insert(Bytes("current"), into: names, &count)
            try insert(Bytes("accumulator"), into: names, &count)
        case .json(let text): return try self.names(ofText: text)
        case .undefined, .null, .bool, .number, .string, .list, .literals: names = try arena.values(1)
        }
        return (UnsafePointer(names), count)
    }

    private mutating func names(
        ofText text: Bytes
    ) throws(LogicFault) -> (first: UnsafePointer<LogicValue>, count: Int) {
        try spend(onText: text.count)
        var cursor = JSONCursor(text)
        var total = 0
        var goesOn = try cursor.enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        let start = cursor
        while goesOn {
            _ = try cursor.key()
            _ = try cursor.skipValue()
            total &+= 1
            goesOn = try cursor.advance(closing: UInt8(ascii: "}"))
        }
        let names = try arena.values(Swift.max(total, 1))
        var count = 0
        cursor = start
        goesOn = total > 0
        while goesOn {
            var key = cursor
            guard case .string(let name) = try value(at: &key) else { throw .malformedContext }
            try insert(name, into: names, &count)
            _ = try cursor.key()
            _ = try cursor.skipValue()
            goesOn = try cursor.advance(closing: UInt8(ascii: "}"))
        }
        return (UnsafePointer(names), count)
    }

    /// Where it belongs, unless it is there already.
    private mutating func insert(
        _ name: Bytes, into names: UnsafeMutablePointer<LogicValue>, _ count: inout Int
    ) throws(LogicFault) {
        var place = count
        while place > 0, case .string(let other) = (names + (place &- 1)).pointee {
            try spend(onText: other.count)
            if other == name { return }
            if other.precedes(name) { break }
            place &-= 1
        }
        var index = count
        while index > place {
            (names + index).initialize(to: (names + (index &- 1)).pointee)
            index &-= 1
        }
        (names + place).initialize(to: .string(name))
        count &+= 1
    }
}

extension Bytes {
    /// The shorter one first, then byte by byte.
    fileprivate func precedes(_ other: Bytes) -> Bool {
        if count != other.count { return count < other.count }
        var index = 0
        while index < count {
            if self[index] != other[index] { return self[index] < other[index] }
            index &+= 1
        }
        return false
    }
}
