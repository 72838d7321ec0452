// RFC 8949's core deterministic encoding, hashed as it is written: shortest heads, whole numbers as integers, the
// shortest float that is exact.

extension Murmur3 {
    enum CBORType {
        static var unsigned: UInt8 { 0x00 }
        static var negative: UInt8 { 0x20 }
        static var text: UInt8 { 0x60 }
        static var array: UInt8 { 0x80 }
        static var map: UInt8 { 0xA0 }
        static var `false`: UInt8 { 0xF4 }
        static var `true`: UInt8 { 0xF5 }
        static var null: UInt8 { 0xF6 }
        static var half: UInt8 { 0xF9 }
        static var single: UInt8 { 0xFA }
        static var double: UInt8 { 0xFB }
    }

    /// A type with its number, in the shortest form.
    @inline(__always)
    mutating func append(cborHead type: UInt8, _ number: UInt64) {
        if number < 24 {
            append(type | UInt8(truncatingIfNeeded: number))
        } else if number < 0x100 {
            append(type | 24)
            append(UInt8(truncatingIfNeeded: number))
        } else {
            append(longCBORHead: type, number)
        }
    }

    @inline(never)
    private mutating func append(longCBORHead type: UInt8, _ number: UInt64) {
        if number < 0x1_0000 {
            append(type | 25)
            append(bigEndian: number, bytes: 2)
        } else if number < 0x1_0000_0000 {
            append(type | 26)
            append(bigEndian: number, bytes: 4)
        } else {
            append(type | 27)
            append(bigEndian: number, bytes: 8)
        }
    }

    mutating func append(cborText text: Bytes) {
        append(cborHead: CBORType.text, UInt64(truncatingIfNeeded: text.count))
        append(text)
    }

    /// A whole number from -2^63 to 2^64 - 1 as an integer, another one as a float.
    mutating func append(cborNumber value: Double) {
        if value >= -0x1p63, value < 0x1p64, let magnitude = Self.wholeMagnitude(value) {
            if value < 0 {
                append(cborHead: CBORType.negative, magnitude &- 1)
            } else {
                append(cborHead: CBORType.unsigned, magnitude)
            }
            return
        }
        let single = Float(value)
        guard Double(single) == value || value != value else {
            append(CBORType.double)
            append(bigEndian: value.bitPattern, bytes: 8)
            return
        }
        if let half = Self.half(single) {
            append(CBORType.half)
            append(bigEndian: UInt64(half), bytes: 2)
        } else {
            append(CBORType.single)
            append(bigEndian: UInt64(single.bitPattern), bytes: 4)
        }
    }

    private mutating func append(bigEndian number: UInt64, bytes: UInt64) {
        var shift = bytes &* 8
        while shift > 0 {
            shift &-= 8
            append(UInt8(truncatingIfNeeded: number &>> shift))
        }
    }

    /// `nil` where there is a fraction. - Parameter value: less than 2^64 in magnitude.
    private static func wholeMagnitude(_ value: Double) -> UInt64? {
        if value == 0 { return 0 }
        let biased = Int(truncatingIfNeeded: value.bitPattern &>> 52) & 0x7ff
        let mantissa = value.bitPattern & ((1 &<< 52) &- 1) | 1 &<< 52
        let shift = biased &- 1075
        if shift >= 0 { return mantissa &<< UInt64(truncatingIfNeeded: shift) }
        guard shift > -53 else { return nil }
        let magnitude = mantissa &>> UInt64(truncatingIfNeeded: 0 &- shift)
        return magnitude &<< UInt64(truncatingIfNeeded: 0 &- shift) == mantissa ? magnitude : nil
    }

    /// The bits of the half-precision float of this value, if there is one.
    private static func half(_ value: Float) -> UInt16? {
        if value != value { return 0x7E00 }
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: bits &>> 16) & 0x8000
        let exponent = Int(truncatingIfNeeded: bits &>> 23) & 0xFF
        let fraction = bits & 0x7F_FFFF
        if exponent == 0xFF { return sign | 0x7C00 }
        if exponent == 0 { return fraction == 0 ? sign : nil }
        let top = exponent &- 127
        if top > 15 || top < -24 { return nil }
        // Subnormal halves have as many bits fewer as the exponent lies below -14.
        let mantissa = fraction | 0x80_0000
        let dropped = UInt32(truncatingIfNeeded: top < -14 ? -1 &- top : 13)
        let kept = mantissa &>> dropped
        guard kept &<< dropped == mantissa else { return nil }
        let biased = top < -14 ? 0 : UInt16(truncatingIfNeeded: top &+ 14)
        return sign | (biased &<< 10 &+ UInt16(truncatingIfNeeded: kept))
    }
}
