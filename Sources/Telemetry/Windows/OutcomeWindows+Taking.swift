extension OutcomeWindows {
    /// Takes one outcome. Duplicates are the caller's to drop.
    package mutating func take(_ outcome: Outcome, now: UInt64) -> Disposition {
        guard outcome.time <= now &+ Self.tolerance else { return .future }
        guard outcome.time != 0, now.since(outcome.time) <= Window.lastFifty.length else { return .tooOld }
        guard let index = features.index(forKey: outcome.feature) else {
            return former.hold(feature: outcome.feature, now: now) ? .superseded : .unknownFeature
        }
        guard let variant = features.values[index].variants.index(forKey: outcome.variant) else {
            let isFormer = former.hold(feature: outcome.feature, variant: outcome.variant, now: now)
            return isFormer ? .superseded : .unknownVariant
        }
        guard outcome.countsForErrorRate else { return .notRated }
        guard admits(outcome.revision, outcome.time, at: index, variant) else { return .superseded }
        guard features.values[index].source.take(outcome.source, now: now) else { return .lowerSource }
        guard isEven(outcome, at: index, now: now) else { return .unevenWeights }
        let unit = UInt64(truncatingIfNeeded: outcome.unit >> 64) ^ UInt64(truncatingIfNeeded: outcome.unit)
        return change(at: index, variant) {
            $0.add(failed: outcome.failed, weight: outcome.weight, unit: unit, at: min(outcome.time, now))
        }
    }

    /// Takes many unsampled first attempts of one moment that name no unit.
    package mutating func take(
        calls: Int, failures: Int, feature: String, variant: String, revision: UInt64, at time: UInt64
    ) -> Disposition {
        guard let index = features.index(forKey: feature) else { return .unknownFeature }
        guard let variant = features.values[index].variants.index(forKey: variant) else { return .unknownVariant }
        guard admits(revision, time, at: index, variant) else { return .superseded }
        return change(at: index, variant) { $0.add(calls: calls, failures: failures, at: time) }
    }

    private typealias FeatureIndex = Dictionary<String, FeatureWindows>.Index
    private typealias VariantIndex = Dictionary<String, VariantWindows>.Index

    private func admits(
        _ revision: UInt64, _ time: UInt64, at index: FeatureIndex, _ variant: VariantIndex
    ) -> Bool {
        features.values[index].variants.values[variant].floor.admits(revision: revision, time: time)
    }

    private mutating func change(
        at index: FeatureIndex, _ variant: VariantIndex, _ body: (inout Series) -> Void
    ) -> Disposition {
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

    /// What the agent concludes by itself has no user.
    private mutating func isEven(_ outcome: Outcome, at index: FeatureIndex, now: UInt64) -> Bool {
        let user = outcome.reporter.user
        guard user != Reporter.nobody else { return true }
        switch features.values[index].weights.note(outcome.weight, by: user, now: now) {
        case .even: return true
        case .uneven: return false
        case .becameUneven:
            if uneven.count < UserWeights.limit {
                uneven.append(UnevenReporter(feature: outcome.feature, user: user))
            }
            return false
        }
    }
}
