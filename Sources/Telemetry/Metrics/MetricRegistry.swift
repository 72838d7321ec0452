/// Counts, levels and histograms by family and label values. A value type without a clock: the agent guards it together
/// with what it measures.
///
/// Each family has its own room. Who fills one, by calling many flags by name, takes nothing from another.
package struct MetricRegistry: Sendable {
    /// By family and label values.
    private(set) var families: [MetricFamily: [[String]: Sample]] = [:]
    /// Unix milliseconds; its owner says it before series may begin.
    package var time: UInt64 = 0
    /// +1 with every copy that is taken to be kept, so that what changed since is known.
    private(set) var epoch: UInt64 = 1
    /// What changed up to this epoch is kept.
    private(set) var keptEpoch: UInt64 = 0
    /// Series of what no document names any more -> monotonic nanoseconds at which they end.
    var ending: [SeriesName: UInt64] = [:]
    package var hasEnding: Bool { !ending.isEmpty }
    private let limits: [String: Int]

    struct SeriesName: Sendable, Hashable {
        var family: MetricFamily
        var labels: [String]
    }

    /// - Parameters:
    ///   - time: Unix milliseconds at which the agent's own counters begin.
    ///   - limits: for some families by name, in place of their own.
    package init(time: UInt64 = 0, limits: [String: Int] = [:]) {
        self.time = time
        self.limits = limits
        declareOwn()
    }

    /// Adds to a counter (or gauge). What is not finite or negative is ignored: a counter never falls.
    package mutating func add(_ amount: Double = 1, to family: MetricFamily, _ labels: [String] = []) {
        guard amount >= 0, amount.isFinite else { return }
        change(family, labels) { content in
            if case .value(let value) = content { content = .value(value + amount) }
        }
    }

    package mutating func set(_ value: Double, of family: MetricFamily, _ labels: [String] = []) {
        change(family, labels) { $0 = .value(value) }
    }

    /// Replaces every series of a gauge, so that none stays of what is gone.
    package mutating func replace(_ family: MetricFamily, with values: [[String]: Double]) {
        families[family] = nil
        for (labels, value) in values { set(value, of: family, labels) }
    }

    /// Counts a value into a histogram or summary, `weight` times.
    package mutating func observe(
        _ value: Double, weight: Double = 1, in family: MetricFamily, _ labels: [String] = []
    ) {
        guard let bounds = family.kind.bounds, value.isFinite, weight > 0, weight.isFinite else { return }
        change(family, labels) { content in
            guard case .histogram(var counts, let sum) = content else { return }
            content = .value(0)
            counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += weight
            content = .histogram(counts: counts, sum: sum + value * weight)
        }
    }

    /// The value of a counter or gauge, before the family's divisor.
    package func value(of family: MetricFamily, _ labels: [String] = []) -> Double? {
        guard case .value(let value) = families[family]?[labels]?.content else { return nil }
        return value
    }

    /// How many series the family may have.
    func limit(of family: MetricFamily) -> Int? { limits[family.name] ?? family.limit }

    /// Lets a series begin at 0, where it has not begun. `share`: the part of the family's room that may be taken for
    /// what has not been counted yet.
    mutating func declare(_ family: MetricFamily, _ labels: [String] = [], share: Double = 1) {
        guard labels.count == family.labels.count, families[family]?[labels] == nil else { return }
        if let limit = limit(of: family), Double(families[family]?.count ?? 0) >= Double(limit) * share { return }
        families[family, default: [:]][labels] = Sample(content: Content(family.kind), created: time, changed: epoch)
    }

    mutating func end(_ series: SeriesName) { families[series.family]?[series.labels] = nil }

    /// Puts a series back as it was kept, if it still has the shape of its family.
    mutating func restore(_ series: KeptSeries) {
        guard series.fits else { return }
        families[series.family, default: [:]][series.labels] = Sample(
            content: series.content, created: series.created, changed: keptEpoch)
    }

    /// Lets a series be no less than somebody has seen it.
    mutating func raise(_ series: KeptSeries) {
        guard series.fits else { return }
        var sample =
            families[series.family]?[series.labels]
            ?? Sample(content: series.content, created: series.created, changed: epoch)
        sample.content = sample.content.raised(to: series.content)
        sample.changed = epoch
        families[series.family, default: [:]][series.labels] = sample
    }

    /// To be called when a copy is taken to be kept. Returns what `kept` is to be told once it is.
    package mutating func beginEpoch() -> UInt64 {
        epoch += 1
        return epoch - 1
    }

    /// What had changed when the copy was taken is kept.
    package mutating func kept(_ epoch: UInt64) { keptEpoch = max(keptEpoch, epoch) }

    private mutating func change(_ family: MetricFamily, _ labels: [String], _ body: (inout Content) -> Void) {
        guard labels.count == family.labels.count else { return }
        let labels = families[family]?[labels] == nil ? admitted(labels, to: family) : labels
        let new = Sample(content: Content(family.kind), created: time, changed: epoch)
        Self.change(&families[family, default: [:]][labels, default: new], at: epoch, body)
    }

    private static func change(_ sample: inout Sample, at epoch: UInt64, _ body: (inout Content) -> Void) {
        sample.changed = epoch
        body(&sample.content)
    }

    /// The labels under which a series that is not there yet is counted.
    private mutating func admitted(_ labels: [String], to family: MetricFamily) -> [String] {
        guard let limit = limit(of: family), families[family]?.count ?? 0 >= limit else { return labels }
        let overflow = family.overflow(of: labels)
        if overflow != labels { add(1, to: .seriesOverflow, [family.name]) }
        return overflow
    }
}

extension MetricRegistry: Equatable {
    package static func == (left: MetricRegistry, right: MetricRegistry) -> Bool { left.families == right.families }
}
