import Control

/// Which breaches of shadow guards have been said lately: one that goes on is said once a minute.
struct ShadowSilence: Sendable {
    /// Nanoseconds.
    private static let silence: UInt64 = 60_000_000_000

    /// Monotonic nanoseconds, by feature, guard and target.
    private var said: [String: UInt64] = [:]

    /// True if it is due to be said now, which counts as saying it.
    mutating func isDue(_ breach: Breach, at now: UInt64) -> Bool {
        let key = "\(breach.feature) \(breach.guardName) \(breach.target)"
        if let last = said[key], now &- last < Self.silence { return false }
        said = said.filter { now &- $0.value < Self.silence }
        said[key] = now
        return true
    }
}
