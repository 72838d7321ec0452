import Control
import FlagModel
import Telemetry

/// What a guard sees of one variant in its declared window.
struct GuardReading {
    var guardName: String
    var target: String
    /// A fraction of the calls; the window and its number of calls are in `live`.
    var value: Double
    var threshold: Double
    /// Restricted already, and so not judged.
    var isHeld: Bool

    /// Every guard of a feature on every variant that has had calls.
    static func all(of feature: Feature, windows: OutcomeWindows, holds: Holds, now: UInt64) -> [GuardReading] {
        let readings = windows.readings(of: feature.key)
        return feature.guards.flatMap { rule in
            let window = Window.covering(UInt64(rule.window / .nanoseconds(1)))
            return readings.map { reading in
                GuardReading(
                    guardName: rule.name, target: reading.variant,
                    value: Series.tally([reading.series], window, now: now).rate, threshold: rule.threshold,
                    isHeld: holds.whole != nil || holds.variants.contains(reading.variant))
            }
        }
    }
}

extension Series {
    /// Calls and failures by window.
    func json(now: UInt64) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: Window.allCases.map { window in
                    let tally = Series.tally([self], window, now: now)
                    return (window.name, ["calls": .number(tally.calls), "failures": .number(tally.failures)])
                }))
    }
}
