/// When to try again: at once after a connection that had stood for a while, then at pauses that double, with jitter, so
/// that a restarted server does not meet all its clients in the same millisecond, and one that takes connections only to
/// drop them is not stormed.
struct ReconnectState {
    private let shortest: UInt64
    private let longest: UInt64
    private var failures = 0

    init(configuration: RedisConfiguration) {
        shortest = max(configuration.shortestPause.nanoseconds, 1)
        longest = max(configuration.longestPause.nanoseconds, shortest)
    }

    /// Nanoseconds until the next attempt, after a connection that was of use for `stood` nanoseconds (0: it failed).
    mutating func pause(afterStanding stood: UInt64, using generator: inout some RandomNumberGenerator) -> UInt64 {
        if stood >= shortest { failures = 0 }
        defer { failures += 1 }
        guard failures > 0 else { return 0 }
        let doubled = shortest.multipliedReportingOverflow(by: 1 << UInt64(min(failures - 1, 30)))
        let full = doubled.overflow ? longest : min(doubled.partialValue, longest)
        return UInt64.random(in: (full - full / 2)...full, using: &generator)
    }
}
