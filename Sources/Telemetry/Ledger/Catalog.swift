package import FlagModel
import FlagSnapshot

/// What telemetry needs to know of the documents of one revision: which names exist, and how long calls may take.
///
/// As labels, names that stand in no document become `other`, so that a caller cannot invent any.
package struct Catalog: Sendable {
    package static let other = "other"
    /// What a hash that no document's name has is read as. No name looks like that.
    static let unknown = "?"
    /// As the windows call the variant of reports that name none. No name looks like that.
    package static let unsaid = ""

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

    /// Of the namespace; `nil`: none are declared, and only reported cost counts.
    package var prices: Prices?
    /// By key.
    package private(set) var features: [String: FeatureEntry]
    /// Names by the hash they travel under in rings. Some may be of documents that are gone.
    package private(set) var names: [UInt64: String]
    /// How many names there were when none was of a document that is gone.
    private var currentNames = 0
    private let hash: @Sendable (String) -> UInt64

    /// - Parameter hash: what a name travels under in rings (`KeyHash`).
    package init(features: [Feature] = [], hash: @escaping @Sendable (String) -> UInt64 = { KeyHash.of($0) }) {
        self.features = [:]
        names = [:]
        self.hash = hash
        update(changed: features, removed: [])
    }

    /// Takes over features that are new or have changed, and forgets those that are gone.
    package mutating func update(changed: [Feature], removed: [String]) {
        for key in removed { features[key] = nil }
        for feature in changed {
            let variants = feature.variants.map { variant in
                let entry = VariantEntry(
                    digest: variant.digest, timeout: variant.timeout?.nanoseconds, models: Set(variant.models))
                return (variant.name, entry)
            }
            let entry = FeatureEntry(variants: Dictionary(variants, uniquingKeysWith: { $1 }))
            features[feature.key] = entry
            addNames(of: feature.key, entry)
        }
        // What is gone stays until it may be half of them: looking through all of them with every change would take long.
        guard names.count > 2 * currentNames else { return }
        names = [:]
        for (key, entry) in features { addNames(of: key, entry) }
        currentNames = names.count
    }

    private mutating func addNames(of key: String, _ entry: FeatureEntry) {
        names[hash(key)] = key
        for (name, variant) in entry.variants {
            names[hash(name)] = name
            for model in variant.models { names[hash(model)] = model }
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

    func name(_ hash: UInt64) -> String { hash == 0 ? "" : names[hash] ?? Self.unknown }
}
