/// The bytes of a JSON string, its escapes resolved one by one. Half a surrogate pair becomes U+FFFD.
struct JSONStringBytes {
    private var rest: Bytes
    /// What is still to come of the last escape, lowest byte first.
    private var pending: UInt32 = 0

    /// - Parameter text: what stands between the quotes.
    init(_ text: Bytes) { rest = text }

    mutating func next() -> UInt8? {
        if pending != 0 {
            let byte = UInt8(truncatingIfNeeded: pending)
            pending &>>= 8
            return byte
        }
        guard rest.count > 0 else { return nil }
        let byte = rest[0]
        guard byte == UInt8(ascii: "\\") else {
            rest = rest.dropping(1)
            return byte
        }
        guard rest.count > 1 else { return nil }
        let letter = rest[1]
        guard letter == UInt8(ascii: "u") else {
            rest = rest.dropping(2)
            return Self.plain(letter)
        }
        return unicode()
    }

    /// Goes behind the escape at the beginning, and returns its length; `nil` where there is no such escape.
    mutating func skipEscape() -> Int? {
        guard rest.count > 1 else { return nil }
        if rest[1] == UInt8(ascii: "u") { return unit(at: 2) == nil ? nil : 6 }
        return Self.plain(rest[1]) == nil ? nil : 2
    }

    /// Whether the string, its escapes resolved, is this text.
    static func isEqual(_ string: Bytes, _ text: Bytes) -> Bool {
        guard string.count >= text.count else { return false }
        var bytes = JSONStringBytes(string)
        var index = 0
        while let byte = bytes.next() {
            guard index < text.count, text[index] == byte else { return false }
            index &+= 1
        }
        return index == text.count
    }

    static func hasEscape(_ string: Bytes) -> Bool {
        var index = 0
        while index < string.count {
            if string[index] == UInt8(ascii: "\\") { return true }
            index &+= 1
        }
        return false
    }

    private static func plain(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private mutating func unicode() -> UInt8? {
        guard let high = unit(at: 2) else { return nil }
        var scalar = high
        var length = 6
        if high &>> 11 == 0x1B {
            scalar = 0xFFFD
            if high < 0xDC00, rest.count >= 12, rest[6] == UInt8(ascii: "\\"), rest[7] == UInt8(ascii: "u"),
                let low = unit(at: 8), low &>> 10 == 0x37
            {
                scalar = 0x10000 &+ (high &- 0xD800) &<< 10 &+ (low &- 0xDC00)
                length = 12
            }
        }
        rest = rest.dropping(length)
        return encode(scalar)
    }

    /// Four hexadecimal digits.
    private func unit(at offset: Int) -> UInt32? {
        guard rest.count >= offset &+ 4 else { return nil }
        var unit: UInt32 = 0
        var index = offset
        while index < offset &+ 4 {
            let byte = rest[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- UInt8(ascii: "a") &+ 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte &- UInt8(ascii: "A") &+ 10
            default: return nil
            }
            unit = unit &<< 4 | UInt32(digit)
            index &+= 1
        }
        return unit
    }

    /// The first byte in UTF-8; the others become pending. (None of those is 0.)
    private mutating func encode(_ scalar: UInt32) -> UInt8 {
        if scalar < 0x80 { return UInt8(truncatingIfNeeded: scalar) }
        let last = 0x80 | scalar & 0x3F
        if scalar < 0x800 {
            pending = last
            return 0xC0 | UInt8(truncatingIfNeeded: scalar &>> 6)
        }
        let middle = 0x80 | scalar &>> 6 & 0x3F
        if scalar < 0x10000 {
            pending = middle | last &<< 8
            return 0xE0 | UInt8(truncatingIfNeeded: scalar &>> 12)
        }
        pending = (0x80 | scalar &>> 12 & 0x3F) | middle &<< 8 | last &<< 16
        return 0xF0 | UInt8(truncatingIfNeeded: scalar &>> 18)
    }
}
