extension UInt64 {
    /// The time that is `interval` later, in nanoseconds; the end of time where it would be beyond it.
    func later(by interval: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(interval)
        return overflow ? .max : sum
    }
}

extension Duration {
    /// Whole nanoseconds, within what 64 bits hold.
    var nanoseconds: UInt64 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        let (product, overflow) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product.later(by: UInt64(clamping: attoseconds / 1_000_000_000))
    }
}
