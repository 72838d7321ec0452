/// What may be called what.
enum Names {
    /// How long a key may be, in bytes; what `keyPattern` says, too.
    static let keyBytes = 128
    static let keyPattern = "[a-z0-9][a-z0-9._-]{0,127}"
    static let attributePattern = "[A-Za-z_][A-Za-z0-9_.-]{0,63}"

    /// Whether this may name a document, a variant or a guard.
    static func isKey(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= keyBytes, isLowerOrDigit(first) else { return false }
        return bytes.allSatisfy { isLowerOrDigit($0) || isPunctuation($0) }
    }

    static func isAttribute(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 64, isLetter(first) || first == UInt8(ascii: "_") else {
            return false
        }
        return bytes.allSatisfy { isLetter($0) || isLowerOrDigit($0) || isPunctuation($0) }
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
