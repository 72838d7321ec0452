// What the windows know of those who report.

extension JudgedSource {
    func write(to writer: inout ByteWriter) {
        writer.put(source.map(\.code) ?? 0)
        for lane in counts.indices { writer.put(counts[lane]) }
        writer.put(current)
    }

    init(from reader: inout ByteReader) throws(CheckpointError) {
        let source = Outcome.Source(code: try reader.integer())
        var counts = SIMD4<UInt32>.zero
        for lane in counts.indices { counts[lane] = try reader.integer() }
        self.init(source: source, counts: counts, current: try reader.integer())
    }
}

extension Outcome.Source {
    /// 0 stands for none.
    fileprivate var code: UInt8 { UInt8(precedence + 1) }

    fileprivate init?(code: UInt8) {
        guard let source = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = source
    }
}

extension UserWeights {
    func write(to writer: inout ByteWriter) {
        writer.put(count: entries.count)
        for entry in entries {
            writer.put(entry.user)
            writer.put(entry.stretch)
            for weight in [entry.least, entry.greatest, entry.leastBefore, entry.greatestBefore] { writer.put(weight) }
        }
    }

    init(from reader: inout ByteReader) throws(CheckpointError) {
        self.init()
        for _ in 0..<(try reader.count(ofSize: 28)) {
            let user = try reader.integer(UInt32.self)
            let stretch = try reader.integer(UInt64.self)
            let weights = try (0..<4).map { _ throws(CheckpointError) in Float(bitPattern: try reader.integer()) }
            guard entries.count < Self.limit, !weights.contains(where: \.isNaN) else { continue }
            entries.append(
                Entry(
                    user: user, stretch: stretch, least: weights[0], greatest: weights[1], leastBefore: weights[2],
                    greatestBefore: weights[3]))
        }
    }
}

extension FormerNames {
    func write(to writer: inout ByteWriter) {
        writer.put(count: names.count)
        for (name, time) in names {
            writer.put(name.feature)
            writer.put(name.variant)
            writer.put(time)
        }
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        for _ in 0..<(try reader.count(ofSize: 12)) {
            let feature = try reader.string()
            add(feature: feature, variant: try reader.string(), at: try reader.integer())
        }
    }
}
