// Text to number as ECMAScript does it, without a locale: StringToNumber and `parseFloat`.

enum NumericText {
    /// `Number(text)`: all of the text, or it is no number.
    static func number(_ text: Bytes) -> Double {
        let text = WhiteSpace.trimmed(text)
        guard text.count > 0 else { return 0 }
        if text.count > 2, text[0] == UInt8(ascii: "0") {
            switch text[1] | 0x20 {
            case UInt8(ascii: "x"): return integer(text.dropping(2), bits: 4)
            case UInt8(ascii: "o"): return integer(text.dropping(2), bits: 3)
            case UInt8(ascii: "b"): return integer(text.dropping(2), bits: 1)
            default: break
            }
        }
        guard let (value, length) = decimal(text), length == text.count else { return .nan }
        return value
    }

    /// `parseFloat(text)`: as much as is a number.
    static func leadingNumber(_ text: Bytes) -> Double {
        decimal(WhiteSpace.trimmed(text))?.value ?? .nan
    }

    /// A decimal number or `Infinity` at the beginning, and how many bytes it takes.
    static func decimal(_ text: Bytes) -> (value: Double, length: Int)? {
        var index = 0
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative || (text.count > 0 && text[0] == UInt8(ascii: "+")) { index = 1 }
        if text.dropping(index).hasPrefix(Bytes("Infinity")) {
            return (isNegative ? -.infinity : .infinity, index &+ 8)
        }
        let start = index
        var hasDigit = false
        var hasPoint = false
        while index < text.count {
            if isDigit(text[index]) {
                hasDigit = true
            } else if text[index] == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            index &+= 1
        }
        guard hasDigit else { return nil }
        var number = DecimalNumber(
            isNegative: isNegative, digits: Bytes(text.start + start, count: index &- start))
        if let (exponent, end) = exponent(text, index) {
            number.exponent = exponent
            index = end
        }
        return (number.value, index)
    }

    /// `e`, perhaps a sign, and digits; an exponent beyond all floats is as good as any other.
    private static func exponent(_ text: Bytes, _ start: Int) -> (value: Int, end: Int)? {
        var index = start
        guard index < text.count, text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        index &+= 1
        let isNegative = index < text.count && text[index] == UInt8(ascii: "-")
        if isNegative || (index < text.count && text[index] == UInt8(ascii: "+")) { index &+= 1 }
        guard index < text.count, isDigit(text[index]) else { return nil }
        var value = 0
        while index < text.count, isDigit(text[index]) {
            if value < 1 &<< 40 { value = value &* 10 &+ Int(text[index] &- UInt8(ascii: "0")) }
            index &+= 1
        }
        return (isNegative ? 0 &- value : value, index)
    }

    /// Digits of base 2, 8 or 16, rounded to the nearest float.
    private static func integer(_ text: Bytes, bits: UInt64) -> Double {
        var mantissa: UInt64 = 0
        var scale = 0
        var isInexact = false
        var index = 0
        while index < text.count {
            guard let digit = digit(text[index]), digit &>> bits == 0 else { return .nan }
            if mantissa &>> 59 == 0 {
                mantissa = mantissa &<< bits | digit
            } else {
                isInexact = isInexact || digit != 0
                scale &+= Int(truncatingIfNeeded: bits)
            }
            index &+= 1
        }
        // 60 bits or more round once, in the conversion, if what is lost makes the last bit odd.
        var value = Double(isInexact ? mantissa | 1 : mantissa)
        while scale > 0, value.isFinite {
            value *= 2
            scale &-= 1
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
