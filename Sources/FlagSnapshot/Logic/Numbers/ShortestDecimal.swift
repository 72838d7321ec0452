// A float to the fewest decimal digits that read back as the same float, and of those the nearest (Burger and Dybvig,
// "Printing floating-point numbers quickly and accurately", 1996; ties go to the even digit, as ECMAScript says).

struct ShortestDecimal {
    /// At most 17 digits, the last one not 0.
    private(set) var digits: UInt64 = 0
    /// How many digits stand before the point; not positive: how many zeroes follow it.
    private(set) var position = 0

    /// - Parameter value: finite and greater than 0.
    init(_ value: Double) {
        let fraction = value.bitPattern & (1 &<< 52 &- 1)
        let biased = Int(truncatingIfNeeded: value.bitPattern &>> 52) & 0x7ff
        let mantissa = biased == 0 ? fraction : fraction | 1 &<< 52
        let exponent = (biased == 0 ? 1 : biased) &- 1075
        let isEven = mantissa & 1 == 0
        // Below a power of two the next float is half as far away as above it.
        let isLopsided = fraction == 0 && biased > 1

        var rest = BigNumber(mantissa)
        var divisor = BigNumber(1)
        var above = BigNumber(1)
        var below = BigNumber(1)
        let doubled = isLopsided ? 2 : 1
        rest.shiftLeft(doubled &+ (exponent > 0 ? exponent : 0))
        divisor.shiftLeft(doubled &+ (exponent < 0 ? 0 &- exponent : 0))
        above.shiftLeft((isLopsided ? 1 : 0) &+ (exponent > 0 ? exponent : 0))
        below.shiftLeft(exponent > 0 ? exponent : 0)

        // log10(2) in 32 bits; what comes out is the position or one less.
        let width = exponent &+ 63 &- mantissa.leadingZeroBitCount
        position = ((width &* 1_292_913_986) &>> 32) &+ 1
        if position >= 0 {
            divisor.multiply(byPowerOfTen: position)
        } else {
            rest.multiply(byPowerOfTen: 0 &- position)
            above.multiply(byPowerOfTen: 0 &- position)
            below.multiply(byPowerOfTen: 0 &- position)
        }
        if Self.reaches(rest, above, divisor, isEven) {
            position &+= 1
        } else {
            rest.multiply(by: 10)
            above.multiply(by: 10)
            below.multiply(by: 10)
        }
        while true {
            var digit: UInt64 = 0
            while digit < 9, rest.compare(divisor) >= 0 {
                rest.subtract(divisor)
                digit &+= 1
            }
            let fromBelow = rest.compare(below)
            let isLow = isEven ? fromBelow <= 0 : fromBelow < 0
            let isHigh = Self.reaches(rest, above, divisor, isEven)
            if isLow || isHigh {
                var isUp = isHigh
                if isLow, isHigh {
                    rest.shiftLeft(1)
                    let half = rest.compare(divisor)
                    isUp = half > 0 || (half == 0 && digit & 1 == 1)
                }
                digits = digits &* 10 &+ digit &+ (isUp ? 1 : 0)
                return
            }
            digits = digits &* 10 &+ digit
            rest.multiply(by: 10)
            above.multiply(by: 10)
            below.multiply(by: 10)
        }
    }

    /// Whether `rest + above` is `divisor` or more; exactly `divisor` counts where the float is even.
    private static func reaches(
        _ rest: BigNumber, _ above: BigNumber, _ divisor: BigNumber, _ isEven: Bool
    ) -> Bool {
        var sum = rest
        sum.add(above)
        let order = sum.compare(divisor)
        return isEven ? order >= 0 : order > 0
    }
}
