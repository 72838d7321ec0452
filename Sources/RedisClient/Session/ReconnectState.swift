/// When to try again: at once after a connection that had stood, then at pauses that double, with jitter, so that a
/// restarted server does not meet all its clients in the same millisecond.
struct ReconnectState {
    private let shortest: UInt64
    private let longest: UInt64
    private var failures = 0

    init(configuration: RedisConfiguration) {
        shortest = max(configuration.shortestPause.nanoseconds, 1)
        longest = max(configuration.longestPause.nanoseconds, shortest)
    }

    /// The server has answered the greeting.
    mutating func succeeded() {
        failures = 0
    }

    /// Nanoseconds until the next attempt, after a connection failed or was lost.
    mutating func pause(using generator: inout some RandomNumberGenerator) -> UInt64 {
        defer { failures += 1 }
        guard failures > 0 else { return 0 }
        let doubled = shortest.multipliedReportingOverflow(by: 1 << UInt64(min(failures - 1, 30)))
        let full = doubled.overflow ? longest : min(doubled.partialValue, longest)
        return UInt64.random(in: (full - full / 2)...full, using: &generator)
    }
}
