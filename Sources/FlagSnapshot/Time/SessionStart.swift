// When a session began, where its id tells: UUID version 7 (RFC 9562, section 5.7) and ULID (github.com/ulid/spec) both
// begin with 48 bits of Unix milliseconds.

package enum SessionStart {
    /// Unix milliseconds; `nil` for what is no moment.
    package static func of(unixSeconds: Double) -> Int64? {
        let milliseconds = unixSeconds * 1000
        // Excludes NaN, too.
        guard milliseconds > -9e15, milliseconds < 9e15 else { return nil }
        return Int64(milliseconds.clampedInteger)
    }

    /// `nil` where the text is no UUID of version 7 in its 36 characters.
    package static func of(uuid text: Bytes) -> Int64? {
        guard text.count == 36, text[14] == UInt8(ascii: "7") else { return nil }
        guard let variant = hexadecimal(text[19]), variant & 0b1100 == 0b1000 else { return nil }
        var time: UInt64 = 0
        var index = 0
        while index < 36 {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = hexadecimal(text[index]) else { return nil }
                if index < 13 { time = time &<< 4 | digit }
            }
            index &+= 1
        }
        return Int64(truncatingIfNeeded: time)
    }

    /// `nil` where the text is no ULID.
    package static func of(ulid text: Bytes) -> Int64? {
        // 26 digits hold 130 bits; an id has 128.
        guard text.count == 26, text[0] <= UInt8(ascii: "7") else { return nil }
        var time: UInt64 = 0
        var index = 0
        while index < 26 {
            guard let digit = crockford(text[index]) else { return nil }
            if index < 10 { time = time &<< 5 | digit }
            index &+= 1
        }
        return Int64(truncatingIfNeeded: time)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }

    /// Crockford's base 32, which has no I, L, O and U.
    private static func crockford(_ byte: UInt8) -> UInt64? {
        let upper = byte >= UInt8(ascii: "a") ? byte &- 32 : byte
        let letter = UInt64(upper &- UInt8(ascii: "A"))
        switch upper {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt64(upper &- UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "H"): return letter &+ 10
        case UInt8(ascii: "J")...UInt8(ascii: "K"): return letter &+ 9
        case UInt8(ascii: "M")...UInt8(ascii: "N"): return letter &+ 8
        case UInt8(ascii: "P")...UInt8(ascii: "T"): return letter &+ 7
        case UInt8(ascii: "V")...UInt8(ascii: "Z"): return letter &+ 6
        default: return nil
        }
    }
}
