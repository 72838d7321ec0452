/// The stretches of a series that guards look at.
package enum Window: UInt8, Sendable, CaseIterable {
    case tenSeconds, twentySeconds, oneMinute, fiveMinutes, thirtyMinutes
    /// The last 50 outcomes of at most 24 h, for traffic too thin for any stretch of time.
    case lastFifty

    package static let timed: [Window] = [.tenSeconds, .twentySeconds, .oneMinute, .fiveMinutes, .thirtyMinutes]

    /// The shortest window of time that covers `length` nanoseconds, or the longest.
    package static func covering(_ length: UInt64) -> Window {
        timed.first { $0.length >= length } ?? .thirtyMinutes
    }

    /// As evidence and displays write it.
    package var name: String {
        switch self {
        case .tenSeconds: "10s"
        case .twentySeconds: "20s"
        case .oneMinute: "1m"
        case .fiveMinutes: "5m"
        case .thirtyMinutes: "30m"
        case .lastFifty: "last 50"
        }
    }

    /// Nanoseconds; the greatest age for `lastFifty`.
    package var length: UInt64 {
        switch self {
        case .tenSeconds: 10 * .second
        case .twentySeconds: 20 * .second
        case .oneMinute: 60 * .second
        case .fiveMinutes: 300 * .second
        case .thirtyMinutes: 1_800 * .second
        case .lastFifty: 86_400 * .second
        }
    }
}

extension UInt64 {
    /// Nanoseconds in a second: times and ages here are nanoseconds of a monotonic clock.
    package static let second: UInt64 = 1_000_000_000

    /// `self - other`, or 0 where that would be negative.
    package func since(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
}

extension Duration {
    /// Whole nanoseconds; 0 for a negative duration, `UInt64.max` for one that does not fit.
    package var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: .second)
        return overflow ? .max : whole &+ UInt64(attoseconds) / 1_000_000_000
    }
}
