package import FlagSnapshot

extension OutcomeLedger {
    /// Takes what somebody made of an answer, out of a ring.
    package mutating func take(_ record: RingJudgement, now: UInt64) {
        guard record.isWithinBounds else {
            return metrics.add(to: .intakeRecords, [Outcome.Source.ring.rawValue, "out_of_bounds"])
        }
        take(catalog.judgement(of: record), now: now)
    }

    /// Nothing is judged by it; what it names may be unknown, or gone.
    private func disposition(of judgement: Judgement, now: UInt64) -> OutcomeWindows.Disposition {
        switch names.fault(feature: judgement.feature, variant: judgement.variant, now: now) {
        case .feature: .unknownFeature
        case .variant: .unknownVariant
        case nil: .notRated
        }
    }

    /// Takes one judgement. It is displayed; no guard judges by it.
    package mutating func take(_ judgement: Judgement, now: UInt64) {
        guard judgement.time <= now &+ OutcomeWindows.tolerance else {
            metrics.add(to: .intakeRecords, [judgement.source.rawValue, "future"])
            return
        }
        let (feature, variant) = catalog.labels(feature: judgement.feature, variant: judgement.variant)
        metrics.add(to: .intakeRecords, [judgement.source.rawValue, disposition(of: judgement, now: now).rawValue])
        switch judgement.opinion {
        case .feedback(let kind):
            metrics.add(
                to: .feedback, [feature, variant, Judgement.feedbackKinds.contains(kind) ? kind : Catalog.other])
        case .score(let name, let dimension, let value):
            let counted = scoreNames.counted(.init(dimension: dimension, name: name), of: feature)
            metrics.observe(value, in: .score, [feature, variant, counted.dimension, counted.name])
        }
    }
}
