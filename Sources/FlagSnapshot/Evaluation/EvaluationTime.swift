/// The moment an evaluation happens at. Handed in: nothing below the client reads a clock.
package struct EvaluationTime: Sendable {
    /// Nanoseconds of `CLOCK_MONOTONIC`, at most a few milliseconds behind.
    package let monotonic: UInt64
    package let unixMilliseconds: UInt64

    package init(monotonic: UInt64, unixMilliseconds: UInt64) {
        self.monotonic = monotonic
        self.unixMilliseconds = unixMilliseconds
    }
}
