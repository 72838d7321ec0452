// A float as ECMAScript prints it (Number::toString): the shortest digits, as an exponent below 1e-6 and from 1e21 on.

extension LogicArena {
    mutating func append(_ number: Double) throws(LogicFault) {
        guard number == number else { return try append("NaN") }
        if number == 0 { return try append(UInt8(ascii: "0")) }
        if number < 0 { try append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        guard magnitude.isFinite else { return try append("Infinity") }
        let whole = magnitude.clampedInteger
        if whole < 1 &<< 53, Double(whole) == magnitude {
            return try append(digits: UInt64(truncatingIfNeeded: whole))
        }
        let shortest = ShortestDecimal(magnitude)
        try append(shortest.digits, count: Self.digitCount(shortest.digits), position: shortest.position)
    }

    /// - Parameter position: how many digits stand before the point; not positive: how many zeroes follow it.
    private mutating func append(_ digits: UInt64, count: Int, position: Int) throws(LogicFault) {
        if position > 21 || position < -5 {
            let (first, rest) = Self.split(digits, after: count &- 1)
            try append(digits: first)
            if count > 1 {
                try append(UInt8(ascii: "."))
                try append(digits: rest, width: count &- 1)
            }
            try append(UInt8(ascii: "e"))
            try append(position > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
            let exponent = position &- 1
            try append(digits: UInt64(truncatingIfNeeded: exponent < 0 ? 0 &- exponent : exponent))
        } else if position <= 0 {
            try append("0.")
            try append(zeroes: 0 &- position)
            try append(digits: digits)
        } else if position >= count {
            try append(digits: digits)
            try append(zeroes: position &- count)
        } else {
            let (whole, fraction) = Self.split(digits, after: count &- position)
            try append(digits: whole)
            try append(UInt8(ascii: "."))
            try append(digits: fraction, width: count &- position)
        }
    }

    private mutating func append(zeroes: Int) throws(LogicFault) {
        var left = zeroes
        while left > 0 {
            try append(UInt8(ascii: "0"))
            left &-= 1
        }
    }

    /// With zeroes in front, up to `width`.
    mutating func append(digits: UInt64, width: Int = 1) throws(LogicFault) {
        let count = Self.digitCount(digits)
        try append(zeroes: width &- count)
        var power: UInt64 = 1
        var index = 1
        while index < count {
            power &*= 10
            index &+= 1
        }
        var rest = digits
        while index > 0, power > 0 {
            try append(UInt8(truncatingIfNeeded: rest / power) &+ UInt8(ascii: "0"))
            rest %= power
            power /= 10
            index &-= 1
        }
    }

    private static func digitCount(_ digits: UInt64) -> Int {
        var count = 1
        var rest = digits / 10
        while rest > 0 {
            count &+= 1
            rest /= 10
        }
        return count
    }

    /// The last `count` digits, and what stands before them.
    private static func split(_ digits: UInt64, after count: Int) -> (UInt64, UInt64) {
        var power: UInt64 = 1
        var left = count
        while left > 0 {
            power &*= 10
            left &-= 1
        }
        return power == 0 ? (0, digits) : (digits / power, digits % power)
    }
}
