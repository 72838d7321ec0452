extension Series {
    func write(to writer: inout ByteWriter) {
        for ring in [seconds, tens, minutes] { ring.write(to: &writer) }
        recent.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(CheckpointError) {
        self.init()
        try seconds.read(from: &reader)
        try tens.read(from: &reader)
        try minutes.read(from: &reader)
        try recent.read(from: &reader)
    }
}

extension BucketRing {
    /// Only buckets that hold something.
    func write(to writer: inout ByteWriter) {
        let filled = buckets.indices.filter { buckets[$0] != .zero }
        writer.put(newest)
        writer.put(UInt8(filled.count))
        for slot in filled {
            writer.put(UInt8(slot))
            for lane in 0..<3 { writer.put(buckets[slot][lane]) }
        }
        writer.put(count: failing.entries.count)
        for entry in failing.entries {
            writer.put(entry.unit)
            writer.put(UInt8(truncatingIfNeeded: entry.slot))
            writer.put(entry.weight)
        }
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        newest = try reader.integer()
        guard newest <= UInt64.max / width else { throw reader.failure("names a time that is none") }
        let filled = try reader.integer(UInt8.self)
        if filled > 0 { buckets = Array(repeating: .zero, count: count) }
        for _ in 0..<filled {
            let slot = Int(try reader.integer(UInt8.self))
            guard slot < count else { throw reader.failure("names a bucket that is none") }
            for lane in 0..<3 { buckets[slot][lane] = try reader.weight() }
        }
        for _ in 0..<(try reader.count(ofSize: 13)) {
            let unit = try reader.integer(UInt64.self)
            let slot = try reader.integer(UInt8.self)
            guard Int(slot) < count else { throw reader.failure("names a bucket that is none") }
            failing.add(try reader.weight(), by: unit, slot: UInt32(slot))
        }
    }
}

extension RecentOutcomes {
    func write(to writer: inout ByteWriter) {
        writer.put(UInt8(next))
        writer.put(UInt8(entries.count))
        for entry in entries {
            writer.put(entry.time)
            writer.put(entry.unit)
            writer.put(entry.weight)
            writer.put(entry.failed)
        }
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        next = Int(try reader.integer(UInt8.self))
        let count = Int(try reader.integer(UInt8.self))
        guard count <= Self.capacity, next == 0 || next < count else {
            throw reader.failure("holds more than the last \(Self.capacity) outcomes")
        }
        for _ in 0..<count {
            let time = try reader.integer(UInt64.self)
            let unit = try reader.integer(UInt64.self)
            let weight = try reader.weight()
            entries.append(Entry(time: time, unit: unit, weight: weight, failed: try reader.bool()))
        }
    }
}
