package import FlagModel

/// The windows of every feature and variant, as the guards see them.
///
/// Features and variants are those of the catalog, so their number is bounded by the documents; a series takes memory
/// from its first outcome on. Outcomes of variants that stand in no document count as `Catalog.other`, for the feature
/// as a whole.
package struct OutcomeWindows: Sendable, Equatable {
    /// What became of an outcome.
    package enum Disposition: String, Sendable, CaseIterable {
        case judged
        /// Not the first attempt, or given up by its caller: no part of the error rate.
        case notRated = "not_rated"
        /// Older than every window.
        case tooOld = "too_old"
        /// More than 5 s ahead.
        case future
        /// A source of higher precedence reports on this feature.
        case lowerSource = "lower_source"
        /// Rests on another configuration, or on one from before a restore.
        case superseded
        case unknownFeature = "unknown_feature"
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
        /// The source that is judged, and when it was last heard.
        var source: Outcome.Source?
        var sourceHeard: UInt64 = 0
        var variants: [String: VariantWindows] = [:]

        var seriesCount: Int { variants.values.count { !$0.series.isEmpty } }
    }

    /// How far ahead of the agent's clock an outcome may lie.
    package static let tolerance: UInt64 = 5 * .second
    /// A source not heard for this long makes room for one of lower precedence.
    static let sourcePatience = Window.thirtyMinutes.length

    var features: [String: FeatureWindows] = [:]
    var seriesLimit: Int
    var seriesCount = 0
    /// The features that have outcomes: no other need be judged.
    package internal(set) var reporting: Set<String> = []
    /// Outcomes that found no room for their series.
    package internal(set) var overflow: UInt64 = 0

    package init(seriesLimit: Int = 20_000) { self.seriesLimit = seriesLimit }
}

extension OutcomeWindows {
    /// Takes one outcome. Duplicates are the caller's to drop.
    package mutating func take(_ outcome: Outcome, now: UInt64) -> Disposition {
        guard outcome.time <= now &+ Self.tolerance else { return .future }
        guard outcome.time != 0, now.since(outcome.time) <= Window.lastFifty.length else { return .tooOld }
        guard let index = features.index(forKey: outcome.feature) else { return .unknownFeature }
        guard accept(outcome.source, at: index, now: now) else { return .lowerSource }
        guard outcome.countsForErrorRate else { return .notRated }
        let unit = UInt64(truncatingIfNeeded: outcome.unit >> 64) ^ UInt64(truncatingIfNeeded: outcome.unit)
        return change(outcome.variant, at: index, revision: outcome.revision, time: outcome.time) {
            $0.add(failed: outcome.failed, weight: outcome.weight, unit: unit, at: min(outcome.time, now))
        }
    }

    /// Takes many unsampled first attempts of one moment that name no unit.
    package mutating func take(
        calls: Int, failures: Int, feature: String, variant: String, revision: UInt64, at time: UInt64
    ) -> Disposition {
        guard let index = features.index(forKey: feature) else { return .unknownFeature }
        return change(variant, at: index, revision: revision, time: time) {
            $0.add(calls: calls, failures: failures, at: time)
        }
    }

    private mutating func change(
        _ name: String, at index: Dictionary<String, FeatureWindows>.Index, revision: UInt64, time: UInt64,
        _ body: (inout Series) -> Void
    ) -> Disposition {
        guard
            let variant = features.values[index].variants.index(forKey: name)
                ?? features.values[index].variants.index(forKey: Catalog.other)
        else { return .unknownFeature }
        guard features.values[index].variants.values[variant].floor.admits(revision: revision, time: time) else {
            return .superseded
        }
        if features.values[index].variants.values[variant].series.isEmpty {
            guard seriesCount < seriesLimit else {
                overflow += 1
                return .overflow
            }
            seriesCount += 1
            reporting.insert(features.keys[index])
        }
        body(&features.values[index].variants.values[variant].series)
        return .judged
    }

    /// Whether `source` is the one judged. A higher one that appears takes over with fresh windows: both may have
    /// reported the same calls.
    private mutating func accept(
        _ source: Outcome.Source, at index: Dictionary<String, FeatureWindows>.Index, now: UInt64
    ) -> Bool {
        let judged = features.values[index].source
        if let judged, judged != source {
            let heard = features.values[index].sourceHeard
            guard source.precedence > judged.precedence || now.since(heard) > Self.sourcePatience else { return false }
            for variant in features.values[index].variants.indices { dropSeries(at: index, variant) }
        }
        features.values[index].source = source
        features.values[index].sourceHeard = now
        return true
    }
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
        for key in features.keys where catalog.features[key] == nil { features[key] = nil }
        for key in Set(changed.map { $0 + states.keys } ?? Array(catalog.features.keys)) {
            guard let entry = catalog.features[key] else { continue }
            var windows = features.removeValue(forKey: key) ?? FeatureWindows()
            var digests = entry.variants.mapValues(\.digest)
            if digests[Catalog.other] == nil { digests[Catalog.other] = "" }
            for name in windows.variants.keys where digests[name] == nil { windows.variants[name] = nil }
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
