/// A decision's id as text.
enum DecisionText {
    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// As a ULID: 26 digits of Crockford's base 32, the highest first.
    static func ulid(high: UInt64, low: UInt64) -> String {
        let id = UInt128(high) << 64 | UInt128(low)
        return String((0..<26).reversed().map { digits[Int(truncatingIfNeeded: id >> UInt128($0 * 5)) & 31] })
    }
}
