package import FlagModel
import FlagSnapshot

/// What telemetry needs to know of the documents of one revision: which names exist, and how long calls may take.
///
/// Names that stand in no document become `other`, so that a caller cannot invent labels.
package struct Catalog: Sendable {
    package static let other = "other"

    package struct VariantEntry: Sendable {
        package var digest: String
        /// Nanoseconds, where declared.
        package var timeout: UInt64?
        package var models: Set<String>
    }

    package struct FeatureEntry: Sendable {
        /// By name.
        package var variants: [String: VariantEntry]
    }

    /// By key.
    package var features: [String: FeatureEntry]
    /// Names by the hash they travel under in rings.
    package var names: [UInt64: String]

    /// - Parameter hash: what a name travels under in rings (`KeyHash`).
    package init(features: [Feature] = [], hash: (String) -> UInt64 = { _ in 0 }) {
        self.features = [:]
        names = [:]
        for feature in features {
            names[hash(feature.key)] = feature.key
            var variants: [String: VariantEntry] = [:]
            for variant in feature.variants {
                variants[variant.name] = VariantEntry(
                    digest: variant.digest, timeout: variant.timeout?.nanoseconds, models: Set(variant.models))
                names[hash(variant.name)] = variant.name
                for model in variant.models { names[hash(model)] = model }
            }
            self.features[feature.key] = FeatureEntry(variants: variants)
        }
    }

    package func variant(_ name: String, of feature: String) -> VariantEntry? { features[feature]?.variants[name] }

    /// A call that its caller gave up after its timeout had timed out. A stream's timeout is for its first token.
    func settled(_ outcome: Outcome) -> Outcome {
        guard outcome.result == .cancelled, outcome.firstTokenNanoseconds == 0,
            let timeout = variant(outcome.variant, of: outcome.feature)?.timeout, outcome.latencyNanoseconds >= timeout
        else { return outcome }
        var settled = outcome
        settled.result = .timeout
        return settled
    }

    func name(_ hash: UInt64) -> String { hash == 0 ? "" : names[hash] ?? Self.other }
}
