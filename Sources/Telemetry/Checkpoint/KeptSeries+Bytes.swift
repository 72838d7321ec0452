extension KeptSeries {
    func write(to writer: inout ByteWriter) {
        writer.put(family.name)
        writer.put(created)
        writer.put(UInt8(clamping: labels.count))
        for label in labels { writer.put(label) }
        switch content {
        case .value(let value):
            writer.put(0 as UInt8)
            writer.put(value)
        case .histogram(let counts, let sum):
            writer.put(UInt8(clamping: counts.count))
            for count in counts { writer.put(count) }
            writer.put(sum)
        }
    }

    /// Reads any number of them. Series of families that no longer exist are left out.
    static func readAll(from reader: inout ByteReader) throws(CheckpointError) -> [KeptSeries] {
        var kept: [KeptSeries] = []
        for _ in 0..<(try reader.count(ofSize: 20)) {
            let name = try reader.string()
            let created = try reader.integer(UInt64.self)
            var labels: [String] = []
            for _ in 0..<(try reader.integer(UInt8.self)) { labels.append(try reader.string()) }
            var counts: [Double] = []
            for _ in 0..<(try reader.integer(UInt8.self)) { counts.append(try reader.double()) }
            let last = try reader.double()
            guard let family = MetricFamily.named(name) else { continue }
            kept.append(
                KeptSeries(
                    family: family, labels: labels,
                    content: counts.isEmpty ? .value(last) : .histogram(counts: counts, sum: last), created: created))
        }
        return kept
    }

    static func write(_ series: [KeptSeries], to writer: inout ByteWriter) {
        writer.put(count: series.count)
        for one in series { one.write(to: &writer) }
    }
}
