package import FlagModel
package import Telemetry

/// Whether outcomes breach an `error_rate` rule: in some window the rate is over the threshold, and a service exactly
/// at the threshold would show as many failures with a probability below alpha. How the numbers were found stands in
/// docs/guards.md.
package enum ErrorRateTest {
    /// What one window says.
    package struct Finding: Sendable, Equatable {
        package var window: Window
        /// Without what single units contributed beyond the cap.
        package var tally: Tally
        package var probability: Double
        package var breaches: Bool
    }

    /// Fewest effective calls for a window to be judged.
    package static func minimumCalls(_ window: Window) -> Double {
        switch window {
        case .tenSeconds: 20
        case .twentySeconds: 30
        case .oneMinute: 50
        case .fiveMinutes, .thirtyMinutes: 100
        case .lastFifty: 4
        }
    }

    /// Windows of time are looked at every second, and on few calls a rate a little under the threshold looks much
    /// like one at it; so few calls must say more. The last 50 outcomes are looked at only where calls are rare.
    package static func alpha(_ window: Window, calls: Double) -> Double {
        window == .lastFifty || calls >= 1_000 ? 1e-5 : 5e-7
    }

    /// The windows of `series`, taken together, that are over the threshold; none of them need breach.
    package static func findings(
        _ rule: GuardRule, series: [Series], tallies: WindowTallies, now: UInt64
    ) -> [Finding] {
        var findings: [Finding] = []
        var isAnySufficient = false
        let declared = rule.window.nanoseconds
        for window in Window.timed {
            guard tallies[window].effectiveCalls >= minimumCalls(window) else { continue }
            guard tallies[window].rate > rule.threshold else {
                isAnySufficient = true
                continue
            }
            let tally = Series.capped(tallies[window], series, window, now: now)
            guard tally.effectiveCalls >= minimumCalls(window) else { continue }
            isAnySufficient = true
            guard tally.rate > rule.threshold else { continue }
            var finding = finding(rule, window, tally)
            if window.length < declared {
                let needed = rule.threshold * tallies.expectedCalls(in: declared) / 2
                finding.breaches = finding.breaches && tally.failures >= needed
            }
            findings.append(finding)
        }
        if !isAnySufficient {
            let tally = Series.capped(Series.tally(series, .lastFifty, now: now), series, .lastFifty, now: now)
            if tally.effectiveCalls >= minimumCalls(.lastFifty), tally.rate > rule.threshold {
                findings.append(finding(rule, .lastFifty, tally))
            }
        }
        return findings
    }

    private static func finding(_ rule: GuardRule, _ window: Window, _ tally: Tally) -> Finding {
        let probability = BinomialTail.probability(
            atLeast: tally.effectiveFailures, of: tally.effectiveCalls, each: rule.threshold)
        return Finding(
            window: window, tally: tally, probability: probability,
            breaches: probability < alpha(window, calls: tally.effectiveCalls))
    }
}

/// The tallies of the windows of time, uncapped.
package struct WindowTallies: Sendable {
    private var tallies: [Tally]

    package init(_ series: [Series], now: UInt64) {
        tallies = Window.timed.map { Series.tally(series, $0, now: now) }
    }

    package subscript(window: Window) -> Tally {
        let index = Int(window.rawValue)
        return tallies.indices.contains(index) ? tallies[index] : Tally()
    }

    /// Calls to expect in `length` nanoseconds: at the busiest rate of the windows up to the first that is as long, so
    /// that neither a start nor a lull makes a blip look like the whole.
    func expectedCalls(in length: UInt64) -> Double {
        var busiest = 0.0
        for window in Window.timed {
            busiest = max(busiest, self[window].calls / Double(window.length))
            if window.length >= length { break }
        }
        return busiest * Double(length)
    }
}
