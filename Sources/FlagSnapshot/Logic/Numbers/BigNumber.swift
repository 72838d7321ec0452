/// An unsigned integer of up to 4,096 bits: what exact conversion between decimal text and floats needs at most (a text
/// of 768 significant digits near the smallest float takes 3,702). Its loops are not inlined: they are needed rarely,
/// but in many places.
struct BigNumber {
    private static var capacity: Int { 128 }

    /// Lowest first; those from `count` on are 0.
    private var words = InlineArray<128, UInt32>(repeating: 0)
    private var count = 0

    init(_ value: UInt64) {
        words[unchecked: 0] = UInt32(truncatingIfNeeded: value)
        words[unchecked: 1] = UInt32(truncatingIfNeeded: value &>> 32)
        count = 2
        trim()
    }

    var isZero: Bool { count == 0 }

    var bitWidth: Int {
        guard count > 0 else { return 0 }
        return count &* 32 &- words[unchecked: count &- 1].leadingZeroBitCount
    }

    @inline(never)
    mutating func multiply(by factor: UInt32, adding addend: UInt32 = 0) {
        var carry = UInt64(addend)
        var index = 0
        while index < count {
            carry &+= UInt64(words[unchecked: index]) &* UInt64(factor)
            words[unchecked: index] = UInt32(truncatingIfNeeded: carry)
            carry &>>= 32
            index &+= 1
        }
        if carry > 0, count < Self.capacity {
            words[unchecked: count] = UInt32(truncatingIfNeeded: carry)
            count &+= 1
        }
    }

    mutating func multiply(byPowerOfTen exponent: Int) {
        var left = exponent
        while left >= 9 {
            multiply(by: 1_000_000_000)
            left &-= 9
        }
        while left > 0 {
            multiply(by: 10)
            left &-= 1
        }
    }

    @inline(never)
    mutating func shiftLeft(_ bits: Int) {
        guard bits > 0, count > 0 else { return }
        let whole = bits &>> 5
        let rest = UInt64(truncatingIfNeeded: bits & 31)
        var index = Swift.min(count &+ whole, Self.capacity &- 1)
        count = index &+ 1
        while index >= whole {
            let high = UInt64(words[unchecked: index &- whole]) &<< rest
            let low = index > whole ? (UInt64(words[unchecked: index &- whole &- 1]) &<< rest) &>> 32 : 0
            words[unchecked: index] = UInt32(truncatingIfNeeded: high | low)
            index &-= 1
        }
        while index >= 0 {
            words[unchecked: index] = 0
            index &-= 1
        }
        trim()
    }

    @inline(never)
    mutating func halve() {
        var index = 0
        while index < count {
            let next = index &+ 1 < count ? words[unchecked: index &+ 1] : 0
            words[unchecked: index] = (words[unchecked: index] &>> 1) | (next &<< 31)
            index &+= 1
        }
        trim()
    }

    @inline(never)
    mutating func add(_ other: BigNumber) {
        let width = Swift.max(count, other.count)
        var carry: UInt64 = 0
        var index = 0
        while index < width {
            carry &+= UInt64(words[unchecked: index]) &+ UInt64(other.words[unchecked: index])
            words[unchecked: index] = UInt32(truncatingIfNeeded: carry)
            carry &>>= 32
            index &+= 1
        }
        count = width
        if carry > 0, count < Self.capacity {
            words[unchecked: count] = 1
            count &+= 1
        }
    }

    /// - Parameter other: not greater.
    @inline(never)
    mutating func subtract(_ other: BigNumber) {
        var borrow: UInt64 = 0
        var index = 0
        while index < count {
            let difference = UInt64(words[unchecked: index]) &- UInt64(other.words[unchecked: index]) &- borrow
            words[unchecked: index] = UInt32(truncatingIfNeeded: difference)
            borrow = (difference &>> 32) & 1
            index &+= 1
        }
        trim()
    }

    /// Negative, 0 or positive, as this one is less, equal or greater.
    @inline(never)
    func compare(_ other: BigNumber) -> Int {
        if count != other.count { return count &- other.count }
        var index = count &- 1
        while index >= 0 {
            let left = words[unchecked: index]
            let right = other.words[unchecked: index]
            if left != right { return left < right ? -1 : 1 }
            index &-= 1
        }
        return 0
    }

    private mutating func trim() {
        while count > 0, words[unchecked: count &- 1] == 0 { count &-= 1 }
    }
}
