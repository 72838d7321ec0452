internal import CSystemCalls

extension LogicInterpreter {
    /// A variable whose name stands in the program.
    @inline(__always)
    mutating func variable(_ node: LogicNode) throws(LogicFault) -> LogicValue {
        let name = try program.text(of: node)
        if node.detail == LogicProgram.Variable.name, case .context = data {
            let value = try contextProperty(name)
            if case .undefined = value { return .null }
            return value
        }
        return try value(at: name, default: .null)
    }

    mutating func variable(_ name: LogicValue, default other: LogicValue) throws(LogicFault) -> LogicValue {
        var missing = other
        if case .undefined = other { missing = .null }
        switch name {
        case .undefined, .null: return data
        default: return try value(at: text(of: name), default: missing)
        }
    }

    /// - Parameter path: names with points between them; empty: all of the data.
    private mutating func value(at path: Bytes, default other: LogicValue) throws(LogicFault) -> LogicValue {
        var current = data
        guard path.count > 0 else { return current }
        var start = 0
        while start <= path.count {
            switch current {
            case .undefined, .null: return other
            default: break
            }
            var end = start
            while end < path.count, path[end] != UInt8(ascii: ".") { end &+= 1 }
            try spend(onText: end &- start)
            current = try property(Bytes(path.start + start, count: end &- start), of: current)
            if case .undefined = current { return other }
            start = end &+ 1
        }
        return current
    }

    /// `undefined` where there is none.
    package mutating func property(_ name: Bytes, of value: LogicValue) throws(LogicFault) -> LogicValue {
        switch value {
        case .context: return try contextProperty(name)
        case .flagd:
            if name.isEqual("flagKey") { return .string(context.flagKey) }
            return name.isEqual("timestamp") ? .number(timestamp) : .undefined
        case .fold(let pair):
            if name.isEqual("current") { return (pair + 1).pointee }
            return name.isEqual("accumulator") ? pair.pointee : .undefined
        case .json(let text):
            if text.count > 0, text[0] == UInt8(ascii: "{") { return try member(name, of: text) }
            return try element(name, of: value)
        case .list, .literals: return try element(name, of: value)
        case .string(let text):
            try spend(onText: text.count)
            if name.isEqual("length") { return .number(Double(CodeUnits.count(text))) }
            guard let index = index(name), index < text.count, index < CodeUnits.count(text) else {
                return .undefined
            }
            return .string(try codeUnits(of: text, from: index, to: index &+ 1))
        case .undefined, .null, .bool, .number: return .undefined
        }
    }

    @inline(__always)
    private mutating func contextProperty(_ name: Bytes) throws(LogicFault) -> LogicValue {
        if name.isEqual("targetingKey") { return context.unit.count > 0 ? .string(context.unit) : .undefined }
        if name.isEqual("$flagd") { return .flagd }
        guard let first = context.attributes.baseAddress else { return .undefined }
        var next = first
        let end = next + context.attributes.count
        while next < end {
            if next.pointee.name == name {
                if context.attributes.count > AttributeFilter.few { try spend((next - first) &>> 7) }
                switch next.pointee.value {
                case .string(let text):
                    try spend(text.count &>> 8)
                    return .string(text)
                case .number(let number): return .number(number)
                case .bool(let bool): return .bool(bool)
                case .json(let text): return try value(ofAttribute: text)
                }
            }
            next += 1
        }
        if context.attributes.count > AttributeFilter.few { try spend(context.attributes.count &>> 7) }
        return .undefined
    }

    private var timestamp: Double {
        Double(context.unixSeconds ?? system_realtime_coarse() / 1_000_000_000)
    }

    /// `length`, or an index written as JavaScript would write it.
    private mutating func element(_ name: Bytes, of array: LogicValue) throws(LogicFault) -> LogicValue {
        guard var elements = try elements(of: array) else { return .undefined }
        if name.isEqual("length") { return .number(Double(elements.count)) }
        guard let wanted = index(name), wanted < elements.count else { return .undefined }
        return try element(wanted, of: &elements)
    }

    private func index(_ name: Bytes) -> Int? {
        guard name.count > 0, name.count <= 9, name[0] != UInt8(ascii: "0") || name.count == 1 else { return nil }
        var index = 0
        var position = 0
        while position < name.count {
            guard NumericText.isDigit(name[position]) else { return nil }
            index = index &* 10 &+ Int(name[position] &- UInt8(ascii: "0"))
            position &+= 1
        }
        return index
    }

    // MARK: missing and missing_some

    mutating func missing(_ arguments: UnsafePointer<LogicValue>, _ count: Int) throws(LogicFault) -> LogicValue {
        if count > 0, let keys = try elements(of: arguments.pointee) { return try missing(among: keys) }
        return try missing(among: LogicElements(list: arguments, count: count))
    }

    mutating func missingSome(_ needed: LogicValue, _ keys: LogicValue) throws(LogicFault) -> LogicValue {
        let available: Double
        let missing: LogicValue
        if let elements = try elements(of: keys) {
            available = Double(elements.count)
            // As JavaScript's, which calls `missing` with these as its arguments: an array at the front is all of them.
            var first = elements
            let mark = arena.used
            if let value = try next(&first), let inner = try self.elements(of: value) {
                missing = try self.missing(among: inner)
            } else {
                arena.used = mark
                missing = try self.missing(among: elements)
            }
        } else {
            switch keys {
            case .undefined, .null: throw .badArgument
            case .string(let text): available = Double(CodeUnits.count(text))
            default: available = .nan
            }
            let single = try arena.values(1)
            single.initialize(to: keys)
            missing = try self.missing(among: LogicElements(list: single, count: 1))
        }
        guard case .list(_, let count) = missing else { return missing }
        let isEnough = available - Double(count) >= (try number(of: needed))
        return isEnough ? .list(UnsafePointer(try arena.values(1)), count: 0) : missing
    }

    /// The keys whose value is null or an empty text.
    private mutating func missing(among keys: LogicElements) throws(LogicFault) -> LogicValue {
        var keys = keys
        let list = try arena.values(Swift.max(keys.count, 1))
        var count = 0
        while let key = try next(&keys) {
            var parts = (key, LogicValue.undefined)
            if var elements = try elements(of: key) {
                parts.0 = try next(&elements) ?? .undefined
                parts.1 = try next(&elements) ?? .undefined
            }
            switch try variable(parts.0, default: parts.1) {
            case .null: break
            case .string(let text) where text.count == 0: break
            default: continue
            }
            (list + count).initialize(to: key)
            count &+= 1
        }
        return .list(UnsafePointer(list), count: count)
    }
}
