extension Double {
    /// Without its fraction, and no further from 0 than 2^62. What is no number is 0. (A conversion would trap.)
    var clampedInteger: Int {
        let biased = Int(truncatingIfNeeded: bitPattern &>> 52) & 0x7ff
        let fraction = Int(truncatingIfNeeded: bitPattern & ((1 &<< 52) &- 1))
        guard biased >= 1023, self == self else { return 0 }
        let shift = biased &- 1075
        var magnitude = fraction | 1 &<< 52
        if shift > 9 {
            magnitude = 1 &<< 62
        } else if shift >= 0 {
            magnitude = magnitude &<< shift
        } else {
            magnitude = magnitude &>> (0 &- shift)
        }
        return sign == .minus ? 0 &- magnitude : magnitude
    }
}
