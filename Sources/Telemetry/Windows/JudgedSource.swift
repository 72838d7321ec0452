// Services of one feature may report by several doors, and one call may come through two of them. So one source is
// judged, and it has to earn that: a stray report, or a test by hand, silences nobody.

/// Which source of a feature's reports is judged.
struct JudgedSource: Sendable, Equatable {
    /// With each of these stretches what was reported before counts half.
    static let stretch: UInt64 = 300 * .second
    /// Fewer are no rate worth judging.
    static let fewest: UInt32 = 10

    /// `nil` until the first report.
    private(set) var source: Outcome.Source?
    /// Of the last five to ten minutes, by precedence.
    private(set) var counts = SIMD4<UInt32>.zero
    private(set) var current: UInt64 = 0

    init() {}

    /// As a checkpoint has it.
    init(source: Outcome.Source?, counts: SIMD4<UInt32>, current: UInt64) {
        self.source = source
        self.counts = counts
        self.current = current
    }

    /// Counts one report that could be judged; whether it is.
    ///
    /// A higher source takes the place with ten reports that are half as many as those of the one that has it; a lower
    /// one with more than four times as many. Where nothing came from the one that has it, anybody takes it.
    mutating func take(_ reporting: Outcome.Source, now: UInt64) -> Bool {
        age(to: now / Self.stretch)
        let own = counts[reporting.precedence].addingReportingOverflow(1)
        if !own.overflow { counts[reporting.precedence] = own.partialValue }
        guard let judged = source, judged != reporting else {
            source = reporting
            return true
        }
        let its = UInt64(counts[judged.precedence])
        let mine = UInt64(counts[reporting.precedence])
        let isHigher = reporting.precedence > judged.precedence
        let takes = isHigher ? mine >= Self.fewest && 2 * mine >= its : mine > 4 * its
        guard takes || its == 0 else { return false }
        source = reporting
        return true
    }

    private mutating func age(to stretch: UInt64) {
        guard stretch > current else { return }
        counts = stretch - current < 32 ? counts &>> SIMD4(repeating: UInt32(stretch - current)) : .zero
        current = stretch
    }
}
