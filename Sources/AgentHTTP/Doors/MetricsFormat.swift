/// The two texts Prometheus reads.
package enum MetricsFormat: Sendable, CaseIterable {
    case prometheusText
    case openMetrics

    package var contentType: String {
        switch self {
        case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

extension MetricsFormat {
    /// OpenMetrics where it is asked for by name and liked no less than text; else text, which everybody reads.
    init(accept: String) {
        var text = 0.0
        var openMetrics = 0.0
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let type = parts.first else { continue }
            var version: Substring?
            var quality = 1.0
            for parameter in parts.dropFirst() {
                if parameter.hasPrefix("version=") { version = parameter.dropFirst("version=".count) }
                if parameter.hasPrefix("q=") { quality = Double(parameter.dropFirst("q=".count)) ?? 0 }
            }
            switch type {
            case "application/openmetrics-text" where version == nil || version == "1.0.0":
                openMetrics = max(openMetrics, quality)
            case "text/plain" where version == nil || version == "0.0.4", "text/*", "*/*":
                text = max(text, quality)
            default: break
            }
        }
        self = openMetrics > 0 && openMetrics >= text ? .openMetrics : .prometheusText
    }
}
