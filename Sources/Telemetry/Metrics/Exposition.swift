// The text formats of Prometheus: the plain one, version 0.0.4, and OpenMetrics 1.0.

extension MetricRegistry {
    /// Every family, in the order of names, each with its type and help.
    ///
    /// - Parameter isComplete: false while what services have reported is not counted again after a start: those
    ///   families are left out then, rather than shown lower than they have been.
    package func exposition(_ format: ExpositionFormat, isComplete: Bool = true) -> [UInt8] {
        var writer = ExpositionWriter(format: format)
        for (family, samples) in families.sorted(by: { $0.key.name < $1.key.name })
        where !samples.isEmpty && (isComplete || family.origin == .agent) {
            let sorted = samples.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            if family.kind == .summary {
                writer.writeSummary(family, sorted)
                continue
            }
            writer.describe(family)
            for (labels, sample) in sorted { writer.write(family, labels, sample) }
        }
        return writer.finished()
    }
}

private struct ExpositionWriter {
    let format: ExpositionFormat
    var bytes: [UInt8] = []

    /// A sum of values that may be negative falls, which neither a counter nor a summary may: sum and count are a gauge
    /// each.
    mutating func writeSummary(_ family: MetricFamily, _ samples: [(key: [String], value: MetricRegistry.Sample)]) {
        for isSum in [true, false] {
            let name = family.fullName + (isSum ? "_sum" : "_count")
            let what = isSum ? "Sum of: " : "Number of: "
            put("# HELP \(name) \(escaped(what + family.help, quotes: format == .openMetrics))\n")
            put("# TYPE \(name) gauge\n")
            for (labels, sample) in samples {
                guard case .histogram(let counts, let sum) = sample.content else { continue }
                line(name, pairs(family, labels), text(isSum ? sum : counts.reduce(0, +)))
            }
        }
    }

    mutating func describe(_ family: MetricFamily) {
        var name = family.fullName
        // OpenMetrics names a counter's family without the suffix of its samples.
        if family.kind == .counter, format == .prometheus { name += "_total" }
        put("# HELP \(name) \(escaped(family.help, quotes: format == .openMetrics))\n")
        put("# TYPE \(name) \(family.kind.name)\n")
    }

    mutating func write(_ family: MetricFamily, _ labels: [String], _ sample: MetricRegistry.Sample) {
        let name = family.fullName
        let pairs = pairs(family, labels)
        switch sample.content {
        case .value(let value):
            let suffix = family.kind == .counter ? "_total" : ""
            line(name + suffix, pairs, text(value / family.divisor))
        case .histogram(let counts, let sum):
            var total = 0.0
            for (index, count) in counts.enumerated() {
                total += count
                guard case .histogram(let bounds) = family.kind else { continue }
                let bound = index < bounds.count ? "\(bounds[index])" : "+Inf"
                line(name + "_bucket", pairs + ["le=\"\(bound)\""], text(total))
            }
            line(name + "_sum", pairs, text(sum))
            line(name + "_count", pairs, text(total))
        }
        if family.kind != .gauge, format == .openMetrics {
            line(name + "_created", pairs, text(Double(sample.created) / 1000))
        }
    }

    private func pairs(_ family: MetricFamily, _ labels: [String]) -> [String] {
        zip(family.labels, labels).map { "\($0)=\"\(escaped($1, quotes: true))\"" }
    }

    mutating func finished() -> [UInt8] {
        if format == .openMetrics { put("# EOF\n") }
        return bytes
    }

    private mutating func line(_ name: String, _ pairs: [String], _ value: String) {
        put(name)
        if !pairs.isEmpty { put("{" + pairs.joined(separator: ",") + "}") }
        put(" " + value + "\n")
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
