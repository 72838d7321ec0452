// ECMAScript's `String()` over the values of JSON, and the operators on text.

extension LogicInterpreter {
    /// `String(value)`: a string's own bytes, everything else written into the arena.
    mutating func text(of value: LogicValue) throws(LogicFault) -> Bytes {
        if case .string(let text) = value { return text }
        let mark = arena.used
        try append(value)
        return arena.text(from: mark)
    }

    private mutating func append(_ value: LogicValue) throws(LogicFault) {
        switch value {
        case .undefined: try arena.append("undefined")
        case .null: try arena.append("null")
        case .bool(let value): try arena.append(value ? Bytes("true") : Bytes("false"))
        case .number(let value): try arena.append(value)
        case .string(let text):
            try spend(onText: text.count)
            try arena.append(text)
        case .context, .flagd, .fold: try arena.append("[object Object]")
        case .json, .list, .literals:
            guard var elements = try elements(of: value) else { return try arena.append("[object Object]") }
            try descend()
            var isFirst = true
            while elements.isUnfinished {
                if !isFirst { try arena.append(UInt8(ascii: ",")) }
                isFirst = false
                try appendNext(&elements)
            }
            ascend()
        }
    }

    /// As in `Array.join`, where null and undefined are empty. A string with escapes is written where it belongs
    /// already.
    private mutating func appendNext(_ elements: inout LogicElements) throws(LogicFault) {
        let mark = arena.used
        guard let element = try next(&elements) else { return }
        switch element {
        case .undefined, .null: break
        case .string where arena.used > mark: break
        default: try append(element)
        }
    }

    mutating func concatenated(
        _ arguments: UnsafePointer<LogicValue>, _ count: Int
    ) throws(LogicFault) -> LogicValue {
        let mark = arena.used
        var elements = LogicElements(list: arguments, count: count)
        while elements.isUnfinished { try appendNext(&elements) }
        return .string(arena.text(from: mark))
    }

    /// `substr`, where a negative count leaves out as many code units at the end.
    mutating func substring(
        of value: LogicValue, from start: LogicValue, count length: LogicValue
    ) throws(LogicFault) -> Bytes {
        let text = try text(of: value)
        try spend(onText: text.count)
        let size = CodeUnits.count(text)
        let first = try number(of: start).clampedInteger
        let from = first < 0 ? Swift.max(size &+ first, 0) : Swift.min(first, size)
        var to = size
        if case .undefined = length {
        } else {
            let count = try number(of: length)
            if count < 0 {
                // JavaScript adds a negative number given as text to the text's length as text.
                guard case .number = length else { return .empty }
                to = from &+ (Double(size &- from) + count).clampedInteger
            } else {
                to = Swift.min(from &+ Swift.min(count.clampedInteger, size), size)
            }
        }
        return to > from ? try codeUnits(of: text, from: from, to: to) : .empty
    }

    /// A slice, or a copy where half a surrogate pair at an end becomes U+FFFD, which UTF-8 has for it: unlike in
    /// JavaScript it is not found in the text that it came from.
    mutating func codeUnits(of text: Bytes, from: Int, to: Int) throws(LogicFault) -> Bytes {
        var unit = 0
        var index = 0
        var start = text.count
        var end = text.count
        var isCutBefore = false
        var isCutBehind = false
        while index < text.count, unit < to {
            let width = CodeUnits.width(text[index])
            if width > 0 {
                if start == text.count, unit >= from { start = index }
                if width == 2, unit &+ 1 == from { isCutBefore = true }
                if width == 2, unit &+ 1 == to {
                    isCutBehind = true
                    end = index
                }
            }
            unit &+= width
            index &+= 1
        }
        if !isCutBehind {
            while index < text.count, CodeUnits.width(text[index]) == 0 { index &+= 1 }
            end = index
        }
        if start > end { start = end }
        let whole = Bytes(text.start + start, count: end &- start)
        guard isCutBefore || isCutBehind else { return whole }
        let mark = arena.used
        if isCutBefore { try arena.append("\u{FFFD}") }
        try arena.append(whole)
        if isCutBehind { try arena.append("\u{FFFD}") }
        return arena.text(from: mark)
    }

    /// A part of a text, or an element of an array.
    mutating func isIn(_ needle: LogicValue, _ haystack: LogicValue) throws(LogicFault) -> Bool {
        if case .string(let text) = haystack {
            return text.count > 0 ? try isPart(self.text(of: needle), of: text) : false
        }
        guard var elements = try elements(of: haystack) else { return false }
        let mark = arena.used
        while let element = try next(&elements) {
            if isIdentical(element, needle) { return true }
            arena.used = mark
        }
        return false
    }

    private mutating func isPart(_ needle: Bytes, of text: Bytes) throws(LogicFault) -> Bool {
        guard needle.count > 0 else { return true }
        try spend(onText: text.count)
        var position = 0
        while position <= text.count &- needle.count {
            if text[position] == needle[0] {
                try spend(onText: needle.count)
                if text.dropping(position).hasPrefix(needle) { return true }
            }
            position &+= 1
        }
        return false
    }
}
