extension OutcomeWindows {
    /// One variant's outcomes, as they stand.
    package struct Reading: Sendable {
        package var variant: String
        package var digest: String
        package var series: Series

        /// The variant as people read it.
        package var title: String { variant == Catalog.unsaid ? "(no variant said)" : variant }
    }

    /// The variants of a feature that had outcomes, by name.
    package func readings(of feature: String) -> [Reading] {
        guard let windows = features[feature] else { return [] }
        return windows.variants.compactMap { name, variant in
            variant.series.isEmpty
                ? nil : Reading(variant: name, digest: variant.floor.digest, series: variant.series)
        }.sorted { $0.variant < $1.variant }
    }

    /// The source whose outcomes are judged.
    package func source(of feature: String) -> Outcome.Source? { features[feature]?.source.source }

    /// Features, and which of their variants, that had calls in the last five minutes.
    package func traffic(now: UInt64) -> [String: [String]] {
        let active = reporting.map { key in
            (key, readings(of: key).filter { Series.tally([$0.series], .fiveMinutes, now: now).calls > 0 })
        }
        return Dictionary(uniqueKeysWithValues: active.filter { !$1.isEmpty }.map { ($0, $1.map(\.variant)) })
    }
}
