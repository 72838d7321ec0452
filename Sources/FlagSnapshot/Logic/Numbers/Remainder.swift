/// ECMAScript's `%`: exact, with the dividend's sign. (`fmod` would need more than libc.)
enum Remainder {
    static func of(_ dividend: Double, _ divisor: Double) -> Double {
        guard dividend.isFinite, divisor == divisor else { return .nan }
        let left = dividend.magnitude
        let right = divisor.magnitude
        guard left >= right else { return dividend }
        let (leftMantissa, leftExponent) = parts(left)
        let (rightMantissa, rightExponent) = parts(right)
        guard rightMantissa > 0 else { return .nan }
        var rest = leftMantissa % rightMantissa
        var doublings = leftExponent &- rightExponent
        // The mantissas have 53 bits, so ten doublings fit before each division.
        while doublings > 0, rest != 0 {
            let step = doublings < 10 ? doublings : 10
            rest = (rest &<< UInt64(truncatingIfNeeded: step)) % rightMantissa
            doublings &-= step
        }
        let magnitude = scaled(rest, rightExponent)
        return dividend.sign == .minus ? -magnitude : magnitude
    }

    /// A finite number as an odd or even integer times a power of two; where the exponents differ, the greater number's
    /// is the greater.
    private static func parts(_ value: Double) -> (mantissa: UInt64, exponent: Int) {
        let fraction = value.bitPattern & ((1 &<< 52) &- 1)
        let biased = Int(truncatingIfNeeded: value.bitPattern &>> 52)
        return biased == 0 ? (fraction, -1074) : (fraction | 1 &<< 52, biased &- 1075)
    }

    /// - Parameter mantissa: less than 2^53.
    private static func scaled(_ mantissa: UInt64, _ exponent: Int) -> Double {
        guard mantissa != 0 else { return 0 }
        // Both are floats: the bits above the subnormal ones are shifted up to where they belong.
        let shift = mantissa.leadingZeroBitCount &- 11
        let top = exponent &+ 1075 &- shift
        if top >= 1 {
            let fraction = (mantissa &<< UInt64(truncatingIfNeeded: shift)) & ((1 &<< 52) &- 1)
            return Double(bitPattern: UInt64(truncatingIfNeeded: top) &<< 52 | fraction)
        }
        return Double(bitPattern: mantissa &<< UInt64(truncatingIfNeeded: exponent &+ 1074))
    }
}
