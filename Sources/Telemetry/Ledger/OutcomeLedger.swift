// Everything that is counted from what services report, in one value: so that it is checkpointed as one, and an agent
// that is killed neither loses nor doubles.

package import FlagModel
package import FlagSnapshot

/// Takes records in, and keeps calls in flight, windows and metrics. Not for several threads at once: the agent guards
/// it.
package struct OutcomeLedger: Sendable {
    package internal(set) var catalog = Catalog()
    package internal(set) var windows = OutcomeWindows()
    package internal(set) var calls = CallCorrelator()
    package var metrics: MetricRegistry
    var duplicates = DuplicateFilter()
    var scoreNames = ScoreNames()
    /// Of the documents, as last taken over.
    private var revision: UInt64 = 0

    /// - Parameter time: Unix milliseconds at which the agent's own counters begin.
    package init(time: UInt64 = 0) { metrics = MetricRegistry(time: time) }

    /// Takes over what has changed in the documents, and the states of a revision.
    /// - Parameters:
    ///   - changed: features that are new or different.
    ///   - states: all of them, by feature key.
    package mutating func update(
        changed: [Feature], removed: [String], states: [String: FeatureState], prices: Prices? = nil, revision: UInt64,
        now: UInt64
    ) {
        self.revision = revision
        catalog.prices = prices
        catalog.update(changed: changed, removed: removed)
        windows.update(
            catalog: catalog, changed: changed.map(\.key), states: states, revision: revision, now: now)
    }

    /// The names that reports may use at this moment.
    package var names: KnownNames { KnownNames(catalog: catalog, former: windows.former, revision: revision) }

    /// Reporters whose weights have come to be too far apart since this was asked last.
    package mutating func takeUneven() -> [UnevenReporter] {
        defer { windows.uneven = [] }
        return windows.uneven
    }

    /// Judges a target only on what happens from `time` on.
    package mutating func restartWindows(feature: String, target: String, from time: UInt64) {
        windows.restart(feature: feature, target: target, from: time)
    }

    /// Takes one record of a ring, named by its 128 random bits.
    /// - Parameter user: who owns the ring.
    package mutating func take(
        _ record: RingRecord, ring: UInt128, user: UInt32 = Reporter.nobody, now: UInt64
    ) {
        guard record.isWithinBounds else {
            if record.kind == .end { calls.drop(record, ring: ring) }
            metrics.add(to: .intakeRecords, [Outcome.Source.ring.rawValue, "out_of_bounds"])
            return
        }
        switch calls.take(record, ring: ring, catalog: catalog, now: now) {
        case .outcome(let outcome): take(outcome, of: Reporter(ring: ring, user: user), now: now)
        case .late(let outcome):
            countUsage(outcome, catalog.labels(of: outcome))
            metrics.add(to: .intakeRecords, [outcome.source.rawValue, "late"])
        case nil: break
        }
    }

    /// Takes what a decoder accepted, and counts what it refused.
    package mutating func take(
        _ batch: ReportDecoder.Batch, source: Outcome.Source, of reporter: Reporter = Reporter(), now: UInt64
    ) {
        for outcome in batch.outcomes { take(outcome, of: reporter, now: now) }
        for judgement in batch.judgements { take(judgement, now: now) }
        for (cause, count) in batch.rejected {
            metrics.add(Double(count), to: .intakeRecords, [source.rawValue, cause.rawValue])
        }
    }

    /// Takes one outcome.
    package mutating func take(_ outcome: Outcome, of reporter: Reporter = Reporter(), now: UInt64) {
        var outcome = outcome
        outcome.reporter = reporter
        guard outcome.time <= now &+ OutcomeWindows.tolerance else {
            metrics.add(
                to: .intakeRecords, [outcome.source.rawValue, OutcomeWindows.Disposition.future.rawValue])
            return
        }
        if let call = outcome.callKey, !duplicates.insert(call, of: reporter.namespace) {
            metrics.add(to: .intakeRecords, [outcome.source.rawValue, "duplicate"])
            return
        }
        outcome = catalog.settled(outcome)
        let disposition = windows.take(outcome, now: now)
        metrics.add(to: .intakeRecords, [outcome.source.rawValue, disposition.rawValue])
        let labels = catalog.labels(of: outcome)
        countResult(outcome, labels)
        countUsage(outcome, labels)
    }

    /// The process that wrote this ring is gone.
    /// - Parameter time: when, as near as is known.
    package mutating func ringDied(_ ring: UInt128, at time: UInt64, now: UInt64) {
        let lost = calls.ringDied(ring, at: time, catalog: catalog)
        for outcome in lost { take(outcome, of: Reporter(ring: ring), now: now) }
        // What one process loses is one event, however many calls it had in flight.
        for labels in Set(lost.map { catalog.labels(of: $0).pair }) { metrics.add(to: .processesLost, labels) }
        duplicates.forget(ring)
    }

    /// As `CallCorrelator.watch`, with what it finds counted.
    /// - Returns: whether it found anything.
    package mutating func watch(_ ring: UInt128, now: UInt64, isStopped: () -> Bool = { false }) -> Bool {
        let overdue = calls.watch(ring, at: now, catalog: catalog, isStopped: isStopped)
        for outcome in overdue { take(outcome, of: Reporter(ring: ring), now: now) }
        return !overdue.isEmpty
    }

    /// The ring is not read any more.
    package mutating func forget(_ ring: UInt128) {
        calls.forget(ring)
        duplicates.forget(ring)
    }
}

extension OutcomeLedger {
    private mutating func countResult(_ outcome: Outcome, _ labels: Catalog.Labels) {
        let result = outcome.result.name
        metrics.add(outcome.weight, to: .attempts, [labels.feature, labels.variant, labels.model, result])
        if outcome.isFinal {
            metrics.add(outcome.weight, to: .requests, [labels.feature, labels.variant, result])
        }
        let pair = labels.pair
        if outcome.latencyNanoseconds > 0, outcome.result != .notMade {
            metrics.observe(outcome.latencyNanoseconds.seconds, weight: outcome.weight, in: .latency, pair)
        }
        if outcome.firstTokenNanoseconds > 0 {
            metrics.observe(outcome.firstTokenNanoseconds.seconds, weight: outcome.weight, in: .firstToken, pair)
        }
    }

    private mutating func countUsage(_ outcome: Outcome, _ labels: Catalog.Labels) {
        let names = [labels.feature, labels.variant, labels.model]
        let counts = [
            ("input", outcome.inputTokens), ("output", outcome.outputTokens), ("cached", outcome.cachedTokens),
        ]
        for (type, count) in counts where count > 0 {
            metrics.add(Double(count) * outcome.weight, to: .tokens, names + [type])
        }
        if let micros = outcome.costMicros ?? priced(outcome, names), micros > 0 {
            metrics.add((Double(micros) * outcome.weight).rounded(), to: .cost, names)
        }
    }

    /// Micro-dollars by the namespace's prices; `nil` if there are none, or no tokens. A model without a price counts at the
    /// dearest ones, and is counted as such: an unknown price is never nothing.
    private mutating func priced(_ outcome: Outcome, _ names: [String]) -> Int64? {
        guard outcome.inputTokens > 0 || outcome.outputTokens > 0 || outcome.cachedTokens > 0,
            let prices = catalog.prices,
            let (price, isKnown) = prices.price(of: outcome.model)
        else { return nil }
        if !isKnown { metrics.add(outcome.weight, to: .unpriced, names) }
        return price.cost(
            input: outcome.inputTokens, output: outcome.outputTokens, cached: outcome.cachedTokens)
    }
}

extension Catalog {
    /// Names as metrics may carry them.
    struct Labels {
        var feature: String
        var variant: String
        var model: String

        var pair: [String] { [feature, variant] }
    }

    func labels(of outcome: Outcome) -> Labels {
        let (feature, variant) = labels(feature: outcome.feature, variant: outcome.variant)
        let isKnownModel =
            features[feature] != nil && outcome.model.isEmpty
            || self.variant(variant, of: feature)?.models.contains(outcome.model) == true
        return Labels(feature: feature, variant: variant, model: isKnownModel ? outcome.model : Self.other)
    }

    func labels(feature: String, variant: String) -> (feature: String, variant: String) {
        guard let entry = features[feature] else { return (Self.other, Self.other) }
        return (feature, entry.variants[variant] == nil ? Self.other : variant)
    }
}

extension UInt64 {
    /// Nanoseconds as seconds.
    fileprivate var seconds: Double { Double(self) / 1e9 }
}
