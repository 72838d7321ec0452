// JSON text (RFC 8259) read where it lies. Every step is checked against the end; what is no JSON is a fault.

struct JSONCursor {
    private(set) var next: UnsafeRawPointer
    private let end: UnsafeRawPointer

    init(_ text: Bytes) {
        next = text.start
        end = text.start + text.count
    }

    /// How many bytes are left.
    var count: Int { end - next }

    var isAtEnd: Bool { next >= end }

    /// 0 at the end.
    var peek: UInt8 { next < end ? next.load(as: UInt8.self) : 0 }

    /// Whether the text is an array without elements.
    var isEmptyArray: Bool {
        var cursor = self
        guard cursor.take(UInt8(ascii: "[")) else { return false }
        cursor.skipSpace()
        return cursor.peek == UInt8(ascii: "]")
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard next < end, next.load(as: UInt8.self) == byte else { return false }
        next += 1
        return true
    }

    mutating func skipSpace() {
        while next < end {
            switch next.load(as: UInt8.self) {
            case 0x20, 0x09, 0x0A, 0x0D: next += 1
            default: return
            }
        }
    }

    // MARK: Arrays and objects

    /// Goes to the first element or member; false where there is none.
    mutating func enter(_ opening: UInt8, closing: UInt8) throws(LogicFault) -> Bool {
        guard take(opening) else { throw .malformedContext }
        skipSpace()
        return !take(closing)
    }

    /// Goes from behind an element to the next one; false where the last one was it.
    mutating func advance(closing: UInt8) throws(LogicFault) -> Bool {
        skipSpace()
        if take(closing) { return false }
        guard take(UInt8(ascii: ",")) else { throw .malformedContext }
        skipSpace()
        return true
    }

    /// A member's key, between its quotes; the cursor stands before the value then.
    mutating func key() throws(LogicFault) -> Bytes {
        let key = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw .malformedContext }
        skipSpace()
        return key
    }

    // MARK: Values

    /// Goes behind the value, and returns its text.
    mutating func skipValue(depth: Int = LogicProgram.maximumDepth) throws(LogicFault) -> Bytes {
        let start = next
        switch peek {
        case UInt8(ascii: "{"):
            guard depth > 0 else { throw .tooDeep }
            var goesOn = try enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
            while goesOn {
                _ = try key()
                _ = try skipValue(depth: depth &- 1)
                goesOn = try advance(closing: UInt8(ascii: "}"))
            }
        case UInt8(ascii: "["):
            guard depth > 0 else { throw .tooDeep }
            var goesOn = try enter(UInt8(ascii: "["), closing: UInt8(ascii: "]"))
            while goesOn {
                _ = try skipValue(depth: depth &- 1)
                goesOn = try advance(closing: UInt8(ascii: "]"))
            }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try skip(Bytes("true"))
        case UInt8(ascii: "f"): try skip(Bytes("false"))
        case UInt8(ascii: "n"): try skip(Bytes("null"))
        default: try skipNumber()
        }
        return Bytes(start, count: next - start)
    }

    /// What stands between the quotes, escapes and all, with every escape sound.
    mutating func string() throws(LogicFault) -> Bytes {
        guard take(UInt8(ascii: "\"")) else { throw .malformedContext }
        let start = next
        while next < end {
            let byte = next.load(as: UInt8.self)
            if byte == UInt8(ascii: "\"") {
                next += 1
                return Bytes(start, count: next - start &- 1)
            }
            guard byte >= 0x20 else { throw .malformedContext }
            if byte == UInt8(ascii: "\\") {
                var escaped = JSONStringBytes(Bytes(next, count: end - next))
                guard let length = escaped.skipEscape() else { throw .malformedContext }
                next += length
            } else {
                next += 1
            }
        }
        throw .malformedContext
    }

    private mutating func skip(_ word: Bytes) throws(LogicFault) {
        guard Bytes(next, count: count).hasPrefix(word) else { throw .malformedContext }
        next += word.count
    }

    private mutating func skipNumber() throws(LogicFault) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try skipDigits() }
        if take(UInt8(ascii: ".")) { try skipDigits() }
        if peek | 0x20 == UInt8(ascii: "e") {
            next += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(LogicFault) {
        guard NumericText.isDigit(peek) else { throw .malformedContext }
        while NumericText.isDigit(peek) { next += 1 }
    }
}
