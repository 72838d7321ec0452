package import FlagModel

/// The windows of every feature and variant, as the guards see them.
///
/// Features and variants are those of the catalog, so their number is bounded by the documents; a series takes memory
/// from its first outcome on. Outcomes that name no variant count for the feature as a whole, as `Catalog.unsaid`; those
/// of a variant that stands in no document count for nothing.
package struct OutcomeWindows: Sendable, Equatable {
    /// What became of an outcome.
    package enum Disposition: String, Sendable, CaseIterable {
        case judged
        /// Not the first attempt, given up by its caller, or of a process that is gone: no part of the error rate.
        case notRated = "not_rated"
        /// Older than every window.
        case tooOld = "too_old"
        /// More than 5 s ahead.
        case future
        /// Another source's reports on this feature are judged.
        case lowerSource = "lower_source"
        /// Rests on another configuration, on one from before a restore, or on one that has been removed.
        case superseded
        case unknownFeature = "unknown_feature"
        case unknownVariant = "unknown_variant"
        /// Its reporter's weights are too far apart.
        case unevenWeights = "uneven_weights"
        /// No room for another series.
        case overflow
    }

    /// Outcomes that rest on less than this count no more.
    struct Floor: Sendable, Equatable {
        var digest: String
        var revision: UInt64
        /// For outcomes that name no revision.
        var time: UInt64
        /// For all outcomes.
        var restart: UInt64 = 0

        func admits(revision: UInt64, time: UInt64) -> Bool {
            time >= restart && (revision == 0 ? time >= self.time : revision >= self.revision)
        }
    }

    struct VariantWindows: Sendable, Equatable {
        var floor: Floor
        var series = Series()
    }

    struct FeatureWindows: Sendable, Equatable {
        var source = JudgedSource()
        var weights = UserWeights()
        var variants: [String: VariantWindows] = [:]

        var seriesCount: Int { variants.values.count { !$0.series.isEmpty } }
    }

    /// How far ahead of the agent's clock an outcome may lie.
    package static let tolerance: UInt64 = 5 * .second

    var features: [String: FeatureWindows] = [:]
    var former = FormerNames()
    /// Reporters whose weights have come to be too far apart, until somebody is told.
    var uneven: [UnevenReporter] = []
    var seriesLimit: Int
    var seriesCount = 0
    /// The features that have outcomes: no other need be judged.
    package internal(set) var reporting: Set<String> = []
    /// Outcomes that found no room for their series.
    package internal(set) var overflow: UInt64 = 0

    package init(seriesLimit: Int = 20_000) { self.seriesLimit = seriesLimit }
}

extension OutcomeWindows {
    /// Takes over the documents and states of a revision: features and variants come and go; a variant whose digest
    /// changed or whose target was restored starts afresh, and what rests on less counts no more.
    /// - Parameters:
    ///   - changed: the features that may differ from what was last taken over; `nil`: any.
    ///   - states: by feature key.
    package mutating func update(
        catalog: Catalog, changed: [String]? = nil, states: [String: FeatureState], revision: UInt64, now: UInt64
    ) {
        for (key, windows) in features where catalog.features[key] == nil {
            for name in windows.variants.keys { former.add(feature: key, variant: name, at: now) }
            features[key] = nil
        }
        for key in Set(changed.map { $0 + states.keys } ?? Array(catalog.features.keys)) {
            guard let entry = catalog.features[key] else { continue }
            var windows = features.removeValue(forKey: key) ?? FeatureWindows()
            var digests = entry.variants.mapValues(\.digest)
            digests[Catalog.unsaid] = ""
            for name in windows.variants.keys where digests[name] == nil {
                former.add(feature: key, variant: name, at: now)
                windows.variants[name] = nil
            }
            for (name, digest) in digests {
                let cleared = states[key]?.clearedRevision(of: name) ?? 0
                guard let known = windows.variants[name] else {
                    windows.variants[name] = VariantWindows(floor: Floor(digest: digest, revision: cleared, time: 0))
                    continue
                }
                let changed = known.floor.digest != digest
                guard changed || cleared > known.floor.revision else { continue }
                let floor = Floor(digest: digest, revision: changed ? max(revision, cleared) : cleared, time: now)
                windows.variants[name] = VariantWindows(floor: floor)
            }
            features[key] = windows
        }
        reporting = reporting.filter { features[$0].map { $0.seriesCount > 0 } ?? false }
        seriesCount = reporting.reduce(0) { $0 + (features[$1]?.seriesCount ?? 0) }
    }

    /// Forgets what a target's windows hold, and judges it only on what happens from `time` on.
    /// - Parameter target: a variant's name, or `FeatureState.wholeFeature` for all of them.
    package mutating func restart(feature: String, target: String, from time: UInt64) {
        guard let index = features.index(forKey: feature) else { return }
        for variant in features.values[index].variants.indices
        where target == FeatureState.wholeFeature || features.values[index].variants[variant].key == target {
            dropSeries(at: index, variant)
            features.values[index].variants.values[variant].floor.restart = time
        }
    }

    private mutating func dropSeries(
        at index: Dictionary<String, FeatureWindows>.Index, _ variant: Dictionary<String, VariantWindows>.Index
    ) {
        guard !features.values[index].variants.values[variant].series.isEmpty else { return }
        features.values[index].variants.values[variant].series = Series()
        seriesCount -= 1
        if features.values[index].seriesCount == 0 { reporting.remove(features.keys[index]) }
    }
}
