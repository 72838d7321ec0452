extension MetricRegistry {
    /// Totals only: a gauge says how things are, and is set again.
    func write(to writer: inout ByteWriter) {
        let totals = families.filter { $0.key.kind != .gauge }
        writer.put(count: totals.values.reduce(0) { $0 + $1.count })
        for (family, samples) in totals {
            for (labels, sample) in samples {
                writer.put(family.name)
                writer.put(UInt8(clamping: labels.count))
                for label in labels { writer.put(label) }
                switch sample {
                case .value(let value):
                    writer.put(0 as UInt8)
                    writer.put(value)
                case .histogram(let counts, let sum):
                    writer.put(UInt8(clamping: counts.count))
                    for count in counts { writer.put(count) }
                    writer.put(sum)
                }
            }
        }
    }

    /// Series of families that no longer exist are left out.
    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        for _ in 0..<(try reader.count(ofSize: 12)) {
            let name = try reader.string()
            var labels: [String] = []
            for _ in 0..<(try reader.integer(UInt8.self)) { labels.append(try reader.string()) }
            var counts: [Double] = []
            for _ in 0..<(try reader.integer(UInt8.self)) { counts.append(try reader.double()) }
            let last = try reader.double()
            guard let family = MetricFamily.named(name) else { continue }
            restore(counts.isEmpty ? .value(last) : .histogram(counts: counts, sum: last), of: family, labels)
        }
    }
}
