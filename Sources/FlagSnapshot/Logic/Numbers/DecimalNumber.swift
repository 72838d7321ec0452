// Decimal text to the nearest float, ties to even. Short numbers take one exact multiplication or division (Clinger,
// "How to read floating point numbers accurately", 1990); the rest is divided in big integers.

/// A decimal number as it stands in a text, not yet converted.
struct DecimalNumber {
    /// More digits than these change a result only by not being 0: 767 decide every tie.
    private static var maximumDigits: Int { 768 }

    var isNegative = false
    /// Digits with at most one point among them.
    var digits: Bytes
    /// What follows the `e`.
    var exponent = 0

    var value: Double {
        let magnitude = self.magnitude
        return isNegative ? -magnitude : magnitude
    }

    private var magnitude: Double {
        var significant = 0
        var leading: UInt64 = 0
        var scale = exponent
        var isFraction = false
        var big = BigNumber(0)
        var hasLostDigits = false
        var index = 0
        while index < digits.count {
            let byte = digits[index]
            index &+= 1
            guard byte != UInt8(ascii: ".") else {
                isFraction = true
                continue
            }
            let digit = UInt32(byte &- UInt8(ascii: "0"))
            if isFraction { scale &-= 1 }
            if significant == 0, digit == 0 { continue }
            if significant < 19 {
                leading = leading &* 10 &+ UInt64(digit)
                if significant == 18 { big = BigNumber(leading) }
            } else if significant < Self.maximumDigits {
                big.multiply(by: 10, adding: digit)
            } else {
                hasLostDigits = hasLostDigits || digit != 0
                scale &+= 1
                continue
            }
            significant &+= 1
        }
        guard significant > 0 else { return 0 }
        if significant < 19 {
            if let exact = Self.exact(leading, scale) { return exact }
            big = BigNumber(leading)
        }
        if hasLostDigits {
            big.multiply(by: 10, adding: 1)
            scale &-= 1
            significant &+= 1
        }
        let position = significant &+ scale
        guard position < 311 else { return .infinity }
        guard position > -330 else { return 0 }
        return Self.nearest(big, scale)
    }

    /// Where both parts are floats without error, so that one operation rounds once.
    private static func exact(_ digits: UInt64, _ scale: Int) -> Double? {
        guard digits <= 1 &<< 53, scale >= -22, scale <= 22 else { return nil }
        var power = 1.0
        var left = scale < 0 ? 0 &- scale : scale
        while left > 0 {
            power *= 10
            left &-= 1
        }
        let whole = Double(digits)
        return scale < 0 ? whole / power : whole * power
    }

    private static func nearest(_ digits: BigNumber, _ scale: Int) -> Double {
        var rest = digits
        var divisor = BigNumber(1)
        if scale >= 0 {
            rest.multiply(byPowerOfTen: scale)
        } else {
            divisor.multiply(byPowerOfTen: 0 &- scale)
        }
        // The quotient gets 63 or 64 bits.
        let exponent = rest.bitWidth &- divisor.bitWidth &- 63
        if exponent < 0 { rest.shiftLeft(0 &- exponent) } else { divisor.shiftLeft(exponent) }
        divisor.shiftLeft(63)
        var quotient: UInt64 = 0
        var bit: UInt64 = 1 &<< 63
        while bit > 0 {
            if rest.compare(divisor) >= 0 {
                rest.subtract(divisor)
                quotient |= bit
            }
            divisor.halve()
            bit &>>= 1
        }
        return rounded(quotient, exponent, isInexact: !rest.isZero)
    }

    /// `quotient * 2^exponent`, and a little more where it is inexact.
    private static func rounded(_ quotient: UInt64, _ exponent: Int, isInexact: Bool) -> Double {
        let zeroes = quotient.leadingZeroBitCount
        let bits = quotient &<< UInt64(truncatingIfNeeded: zeroes)
        let top = exponent &- zeroes &+ 63
        guard top <= 1023 else { return .infinity }
        let dropped = top < -1022 ? -1011 &- top : 11
        guard dropped <= 64 else { return 0 }
        let kept = dropped == 64 ? 0 : bits &>> UInt64(truncatingIfNeeded: dropped)
        let tail = bits &<< UInt64(truncatingIfNeeded: (64 &- dropped) & 63)
        let half: UInt64 = 1 &<< 63
        let isUp = tail > half || (tail == half && (isInexact || kept & 1 == 1))
        let biased = top < -1022 ? 0 : UInt64(truncatingIfNeeded: top &+ 1022)
        return Double(bitPattern: (biased &<< 52) &+ kept &+ (isUp ? 1 : 0))
    }
}
