/// What one metric means and how it is labelled.
package struct MetricFamily: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case counter
        case gauge
        /// Upper bounds, ascending, without infinity.
        case histogram([Double])
        /// Sum and count alone.
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

    /// Without `flagpost_` and, for a counter, without `_total`.
    package var name: String
    package var help: String
    package var kind: Kind
    /// In the order in which values are given.
    package var labels: [String]
    /// What counts are divided by when they are written: money is counted in whole micro-dollars.
    package var divisor: Double

    package init(_ name: String, _ kind: Kind, labels: [String] = [], divisor: Double = 1, help: String) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.divisor = divisor
    }

    package static func == (left: MetricFamily, right: MetricFamily) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
