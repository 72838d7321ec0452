import FlagModel
import FlagSnapshot

@testable import Telemetry

/// Stands in for `KeyHash`.
func hash(_ name: String) -> UInt64 { Checksum.of(name.utf8) }

func hashUnit(_ text: String) -> UInt128 { UInt128(Checksum.of(text.utf8)) << 64 | 7 }

func makeFeature(_ key: String = "chat", canaryDigest: String = "c1") -> Feature {
    Feature(
        key: key,
        variants: [
            Variant(name: "stable", value: ["model": "a"], digest: "s1", models: ["a"], timeout: .seconds(3)),
            Variant(name: "canary", value: ["model": "b"], digest: canaryDigest, models: ["b"], timeout: .seconds(3)),
            Variant(name: "handoff", value: ["static": "x"], digest: "o1"),
        ],
        onKill: "handoff", baseline: "stable", route: [])
}

func makeCatalog(_ features: Feature...) -> Catalog {
    Catalog(features: features.isEmpty ? [makeFeature()] : features, hash: hash)
}

func makeWindows() -> OutcomeWindows {
    var windows = OutcomeWindows()
    windows.update(catalog: makeCatalog(), states: [:], revision: 1, now: 0)
    return windows
}

extension OutcomeLedger {
    /// Takes over everything, as if all of it had changed.
    mutating func update(catalog: Catalog, states: [String: FeatureState], revision: UInt64, now: UInt64) {
        self.catalog = catalog
        windows.update(catalog: catalog, states: states, revision: revision, now: now)
    }
}

func makeOutcome(
    _ result: Outcome.Result = .ok, variant: String = "stable", source: Outcome.Source = .ring, time: UInt64,
    revision: UInt64 = 1, attempt: Int = 1, unit: UInt128 = 0, weight: Double = 1, decision: UInt128 = 0
) -> Outcome {
    Outcome(
        source: source, feature: "chat", variant: variant, result: result, attempt: attempt, time: time,
        revision: revision, decision: decision, unit: unit, weight: weight)
}

extension OutcomeWindows {
    func tally(_ window: Window, now: UInt64) -> Tally {
        Series.tally(readings(of: "chat").map(\.series), window, now: now)
    }
}
