/// What one metric means and how it is labelled.
package struct MetricFamily: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case counter
        case gauge
        /// Upper bounds, ascending, without infinity.
        case histogram([Double])
        /// Sum and count alone, of values that may be negative.
        case summary

        /// `nil` for what is one number.
        var bounds: [Double]? {
            switch self {
            case .counter, .gauge: nil
            case .histogram(let bounds): bounds
            case .summary: []
            }
        }

        var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            case .summary: "summary"
            }
        }
    }

    /// Where the numbers come from, and so how they come back after the agent was killed.
    package enum Origin: Sendable, Hashable {
        /// The agent counts it of itself.
        case agent
        /// Counted from what services report, and partly read again from the rings: incomplete until that is done.
        case reports
    }

    /// Without `flagpost_` and, for a counter, without `_total`.
    package var name: String
    package var help: String
    package var kind: Kind
    /// In the order in which values are given.
    package var labels: [String]
    package var origin: Origin
    /// How many series it may have before further ones are counted as `other`; `nil` where what the program and the
    /// documents say bounds them, whatever callers do.
    package var limit: Int?
    /// What counts are divided by when they are written: money is counted in whole micro-dollars.
    package var divisor: Double
    /// True for the metrics that Prometheus's client libraries have of any process.
    package var isProcess: Bool

    package init(
        _ name: String, _ kind: Kind, labels: [String] = [], origin: Origin = .agent, limit: Int? = nil,
        divisor: Double = 1, isProcess: Bool = false, help: String
    ) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.origin = origin
        self.limit = limit
        self.divisor = divisor
        self.isProcess = isProcess
    }

    /// The name as it is exposed. Metrics of any process have no prefix.
    var fullName: String { isProcess ? name : "flagpost_" + name }

    /// True for totals that outlast the agent's process. Levels are set again, and the process's own begin with it.
    var isKept: Bool { kind != .gauge && !isProcess }

    package static func == (left: MetricFamily, right: MetricFamily) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension MetricFamily {
    /// Labels whose values are names that people chose. The values of all others are the program's, and few.
    private static let namingLabels: Set<String> = [
        "feature", "variant", "model", "guard", "action", "dimension", "name",
    ]

    /// The labels under which it is counted what finds no room for a series of its own: `other` for every name.
    func overflow(of labels: [String]) -> [String] {
        zip(self.labels, labels).map { Self.namingLabels.contains($0) ? Catalog.other : $1 }
    }
}
