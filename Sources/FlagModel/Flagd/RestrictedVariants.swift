import FlagSnapshot
import SnapshotWriting

/// What a restriction makes of a feature's variants: what the evaluator makes of the override table's entry.
struct RestrictedVariants {
    private let feature: CompiledFeature
    private let hashes: [UInt64]
    private let replaced: [UInt64: UInt64]
    /// More variants are replaced than an entry names: whoever is not on the baseline gets it.
    private let onlyBaseline: Bool
    /// Index of the variant that everyone gets, where the restriction says so; else the route decides.
    let everyone: Int?

    init(_ feature: CompiledFeature, under restriction: OverrideEntry) {
        self.feature = feature
        hashes = feature.variants.map { KeyHash.of($0.name) }
        let replaced = Dictionary(
            restriction.replaced.map { ($0.variant, $0.by) }, uniquingKeysWith: { first, _ in first })
        onlyBaseline = replaced.count > OverrideEntry.maximumReplacements
        let baseline = Self.hash(feature.baseline, hashes)
        self.replaced = onlyBaseline ? replaced.filter { $0.key == baseline } : replaced
        if restriction.killed {
            everyone = feature.offVariant
        } else if restriction.serve != 0 {
            everyone = hashes.firstIndex(of: restriction.serve) ?? feature.offVariant
        } else {
            everyone = nil
        }
    }

    /// Index of what those get whom the route gives this variant; the variant itself where it is not withdrawn.
    func replacement(for variant: Int) -> Int {
        let chosen = Self.hash(variant, hashes)
        guard isWithdrawn(chosen) else { return variant }
        if let by = replaced[chosen], by != 0, !isWithdrawn(by), let index = hashes.firstIndex(of: by) { return index }
        return isWithdrawn(Self.hash(feature.baseline, hashes)) ? feature.offVariant : feature.baseline
    }

    func name(_ variant: Int) -> String {
        feature.variants.indices.contains(variant) ? feature.variants[variant].name : ""
    }

    private func isWithdrawn(_ variant: UInt64) -> Bool {
        replaced[variant] != nil || onlyBaseline && variant != Self.hash(feature.baseline, hashes)
    }

    /// 0, which names nothing, for an index that the feature does not have.
    private static func hash(_ variant: Int, _ hashes: [UInt64]) -> UInt64 {
        hashes.indices.contains(variant) ? hashes[variant] : 0
    }
}
