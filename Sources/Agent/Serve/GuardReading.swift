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
    var isShadow: Bool
    /// Of a shadow guard: it finds a breach, on which an armed one would act.
    var wouldHold: Bool

    /// `held`, `watching`; of a shadow guard, which holds nothing, `would hold` or `shadow`.
    var state: String {
        guard isShadow else { return isHeld ? "held" : "watching" }
        return wouldHold ? "would hold" : "shadow"
    }

    /// Every guard of a feature on every variant that has had calls.
    static func all(of feature: Feature, windows: OutcomeWindows, restrictions: RestrictionLadder, now: UInt64)
        -> [GuardReading]
    {
        let readings = windows.readings(of: feature.key)
        let shadows = GuardEngine.evaluate(feature, windows: windows, restrictions: restrictions, revision: 0, now: now)
            .filter(\.isShadow)
        return feature.guards.flatMap { rule in
            let window = Window.covering(UInt64(rule.window / .nanoseconds(1)))
            return readings.map { reading in
                GuardReading(
                    guardName: rule.name, target: reading.title,
                    value: Series.tally([reading.series], window, now: now).rate, threshold: rule.threshold,
                    isHeld: restrictions.whole != .open || restrictions.isRestricted(reading.variant),
                    isShadow: rule.isShadow,
                    wouldHold: shadows.contains {
                        let target = $0.target == FeatureState.wholeFeature ? feature.baseline : $0.target
                        return $0.guardName == rule.name && target == reading.variant
                    })
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
