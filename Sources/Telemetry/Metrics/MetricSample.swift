extension MetricRegistry {
    /// One series.
    struct Sample: Sendable, Equatable {
        var content: Content
        /// Unix milliseconds at which it began at 0.
        let created: UInt64
        /// `MetricRegistry.epoch` when it was last changed.
        var changed: UInt64

        static func == (left: Sample, right: Sample) -> Bool {
            left.content == right.content && left.created == right.created
        }
    }

    enum Content: Sendable, Equatable {
        case value(Double)
        /// Counts by bucket, the last one above all bounds (a summary has no other); not cumulative.
        case histogram(counts: [Double], sum: Double)

        /// Nothing counted yet.
        init(_ kind: MetricFamily.Kind) {
            switch kind {
            case .counter, .gauge: self = .value(0)
            case .histogram, .summary:
                self = .histogram(counts: Array(repeating: 0, count: (kind.bounds?.count ?? 0) + 1), sum: 0)
            }
        }

        /// Whether it is one of the family's kind: nothing that a damaged file says is believed.
        func fits(_ kind: MetricFamily.Kind) -> Bool {
            switch (Content(kind), self) {
            case (.value, .value(let value)): value.isFinite && value >= 0
            case (.histogram(let empty, _), .histogram(let counts, let sum)):
                counts.count == empty.count && counts.allSatisfy { $0 >= 0 && $0.isFinite } && sum.isFinite
            default: false
            }
        }

        /// The greater of both, part by part: a count that somebody has seen does not become smaller. Both are of one
        /// kind.
        func raised(to seen: Content) -> Content {
            switch (self, seen) {
            case (.value(let value), .value(let other)): return .value(max(value, other))
            case (.histogram(let counts, let sum), .histogram(let others, let otherSum)):
                // The sum belongs to the counts: of a summary it may fall, where scores are negative.
                let isMore = others.reduce(0, +) >= counts.reduce(0, +)
                return .histogram(counts: zip(counts, others).map(max), sum: isMore ? otherSum : sum)
            default: return self
            }
        }
    }
}
