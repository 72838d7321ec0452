/// Reads 128-bit identifiers as text has them.
enum CallIdentifier {
    /// A ULID (26 characters of Crockford's base 32, at most `7ZZZZZZZZZZZZZZZZZZZZZZZZZ`) or 32 hex digits.
    static func parse(_ text: String) -> UInt128? {
        switch text.utf8.count {
        case 26: ulid(text)
        case 32: hex(text[...])
        default: nil
        }
    }

    static func hex(_ text: Substring) -> UInt128? {
        guard text.utf8.count == 32 else { return nil }
        var value: UInt128 = 0
        for byte in text.utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt128(digit)
        }
        return value
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func ulid(_ text: String) -> UInt128? {
        var value: UInt128 = 0
        for (index, byte) in text.utf8.enumerated() {
            let upper = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
            guard let digit = alphabet.firstIndex(of: upper), index > 0 || digit < 8 else { return nil }
            value = value << 5 | UInt128(digit)
        }
        return value
    }
}
