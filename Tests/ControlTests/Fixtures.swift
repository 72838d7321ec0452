import FlagModel
import Telemetry

@testable import Control

/// A feature with a baseline, a candidate and an off variant.
func makeFeature(guards: [GuardRule]? = nil, canaryDigest: String = "c1") -> Feature {
    Feature(
        key: "chat",
        variants: [
            Variant(name: "stable", value: ["model": "a"], digest: "s1"),
            Variant(name: "canary", value: ["model": "b"], digest: canaryDigest),
            Variant(name: "cheap", value: ["model": "c"], digest: "h1"),
            Variant(name: "handoff", value: ["static": "x"], digest: "o1"),
        ],
        onKill: "handoff", baseline: "stable", route: [], guards: guards ?? [makeRule()])
}

func makeRule(
    _ name: String = "errors", threshold: Double = 0.05, seconds: Int = 60, action: GuardRule.Action = .kill,
    scope: GuardRule.Scope = .all, isShadow: Bool = false
) -> GuardRule {
    GuardRule(
        name: name, threshold: threshold, window: .seconds(seconds), action: action, scope: scope, isShadow: isShadow)
}

/// Windows fed second by second with unsampled calls.
struct Traffic {
    var feature: Feature
    var windows = OutcomeWindows()
    var second: UInt64 = 1_000

    init(_ feature: Feature) {
        self.feature = feature
        windows.update(catalog: Catalog(features: [feature]), states: [:], revision: 1, now: 1)
    }

    var now: UInt64 { second * .second }

    mutating func run(seconds: Int, _ perSecond: [String: (calls: Int, failures: Int)]) {
        for _ in 0..<seconds {
            second += 1
            for (variant, counts) in perSecond {
                _ = windows.take(
                    calls: counts.calls, failures: counts.failures, feature: feature.key, variant: variant,
                    revision: 1, at: now)
            }
        }
    }

    func breaches(under restrictions: [Restriction] = []) -> [Breach] {
        GuardEngine.evaluate(
            feature, windows: windows, restrictions: RestrictionLadder(restrictions), revision: 7, now: now)
    }
}

extension Restriction {
    /// A person's.
    ///
    /// - Parameter variant: `nil`: the whole feature.
    static func sample(_ variant: String?, _ effect: Effect = .off) -> Restriction {
        Restriction(
            key: "chat", variant: variant, effect: effect, cause: .killed,
            act: FeatureState.Act(by: "uid:ops@host", at: 1, reason: "test", source: "cli"))
    }
}
