/// Counts, levels and histograms by family and label values. A value type without a clock: the agent guards it together
/// with what it measures.
package struct MetricRegistry: Sendable, Equatable {
    enum Sample: Sendable, Equatable {
        case value(Double)
        /// Counts by bucket, the last one above all bounds (a summary has no other); not cumulative.
        case histogram(counts: [Double], sum: Double)
    }

    let seriesLimit: Int
    var families: [MetricFamily: [[String]: Sample]] = [:]
    private(set) var seriesCount = 0

    /// - Parameter seriesLimit: over all families; samples of further series only count as overflow.
    package init(seriesLimit: Int = 20_000) {
        self.seriesLimit = seriesLimit
        families[.seriesOverflow] = [[]: .value(0)]
    }

    /// Adds to a counter (or gauge). What is not finite or negative is ignored: a counter never falls.
    package mutating func add(_ amount: Double = 1, to family: MetricFamily, _ labels: [String] = []) {
        guard amount >= 0, amount.isFinite else { return }
        change(family, labels) { sample in
            if case .value(let value) = sample { sample = .value(value + amount) }
        }
    }

    package mutating func set(_ value: Double, of family: MetricFamily, _ labels: [String] = []) {
        change(family, labels) { $0 = .value(value) }
    }

    /// Counts a value into a histogram or summary, `weight` times.
    package mutating func observe(
        _ value: Double, weight: Double = 1, in family: MetricFamily, _ labels: [String] = []
    ) {
        guard let bounds = family.kind.bounds, value.isFinite, weight > 0, weight.isFinite else { return }
        change(family, labels) { sample in
            guard case .histogram(var counts, let sum) = sample else { return }
            sample = .value(0)
            counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += weight
            sample = .histogram(counts: counts, sum: sum + value * weight)
        }
    }

    /// Takes away all series of a gauge whose first label is `first`: what it described is gone or changed.
    package mutating func remove(_ family: MetricFamily, first: String) {
        guard let before = families[family] else { return }
        let kept = before.filter { $0.key.first != first }
        seriesCount -= before.count - kept.count
        families[family] = kept
    }

    /// The value of a counter or gauge, before the family's divisor.
    package func value(of family: MetricFamily, _ labels: [String] = []) -> Double? {
        guard case .value(let value) = families[family]?[labels] else { return nil }
        return value
    }

    private mutating func change(_ family: MetricFamily, _ labels: [String], _ body: (inout Sample) -> Void) {
        guard labels.count == family.labels.count else { return }
        if families[family]?[labels] == nil {
            guard seriesCount < seriesLimit else {
                add(1, to: .seriesOverflow)
                return
            }
            seriesCount += 1
        }
        body(&families[family, default: [:]][labels, default: Self.empty(family.kind)])
    }

    private static func empty(_ kind: MetricFamily.Kind) -> Sample {
        switch kind {
        case .counter, .gauge: .value(0)
        case .histogram, .summary: .histogram(counts: Array(repeating: 0, count: (kind.bounds?.count ?? 0) + 1), sum: 0)
        }
    }

    /// Puts back a series as a checkpoint had it, if it still has the shape of its family.
    mutating func restore(_ sample: Sample, of family: MetricFamily, _ labels: [String]) {
        change(family, labels) { current in
            switch (current, sample) {
            case (.value, .value(let value)) where value.isFinite && value >= 0: current = .value(value)
            case (.histogram(let counts, _), .histogram(let stored, let sum))
            where counts.count == stored.count && stored.allSatisfy { $0 >= 0 && $0.isFinite } && sum.isFinite:
                current = sample
            default: break
            }
        }
    }
}
