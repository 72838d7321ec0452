extension OutcomeWindows {
    func write(to writer: inout ByteWriter) {
        writer.put(overflow)
        writer.put(count: features.count)
        for (key, windows) in features {
            writer.put(key)
            windows.source.write(to: &writer)
            windows.weights.write(to: &writer)
            writer.put(count: windows.variants.count)
            for (name, variant) in windows.variants {
                writer.put(name)
                writer.put(variant.floor.digest)
                writer.put(variant.floor.revision)
                writer.put(variant.floor.time)
                writer.put(variant.floor.restart)
                writer.put(!variant.series.isEmpty)
                if !variant.series.isEmpty { variant.series.write(to: &writer) }
            }
        }
        former.write(to: &writer)
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        overflow = try reader.integer()
        for _ in 0..<(try reader.count(ofSize: 35)) {
            let key = try reader.string()
            var windows = FeatureWindows()
            windows.source = try JudgedSource(from: &reader)
            windows.weights = try UserWeights(from: &reader)
            for _ in 0..<(try reader.count(ofSize: 29)) {
                let name = try reader.string()
                let digest = try reader.string()
                var floor = Floor(digest: digest, revision: try reader.integer(), time: try reader.integer())
                floor.restart = try reader.integer()
                var variant = VariantWindows(floor: floor)
                if try reader.bool() {
                    guard seriesCount < seriesLimit else { throw reader.failure("holds too many series") }
                    variant.series = try Series(from: &reader)
                    seriesCount += variant.series.isEmpty ? 0 : 1
                }
                windows.variants[name] = variant
            }
            features[key] = windows
            if windows.seriesCount > 0 { reporting.insert(key) }
        }
        try former.read(from: &reader)
    }
}
