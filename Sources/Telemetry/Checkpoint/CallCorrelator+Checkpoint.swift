import FlagSnapshot

extension CallCorrelator {
    func write(to writer: inout ByteWriter) {
        writer.put(untracked)
        writer.put(count: manners.count)
        for (key, manner) in manners {
            writer.put(key.feature)
            writer.put(key.variant)
            writer.put(manner.rawValue)
        }
        writer.put(count: calls.count)
        for (key, call) in calls {
            writer.put(key.ring)
            writer.put(call.isCounted)
            let begin = call.begin
            writer.put(begin.attempt)
            writer.put(begin.isFinal)
            let numbers = [
                begin.time, begin.feature, begin.variant, begin.model, begin.revision, begin.decision.high,
                begin.decision.low, begin.unit.high, begin.unit.low,
            ]
            for number in numbers { writer.put(number) }
            writer.put(begin.weight)
        }
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        untracked = try reader.integer()
        for _ in 0..<(try reader.count(ofSize: 17)) {
            let key = VariantKey(feature: try reader.integer(), variant: try reader.integer())
            manners[key] = Manner(rawValue: try reader.integer())
        }
        for _ in 0..<(try reader.count(ofSize: 95)) {
            let ring = try reader.integer(UInt128.self)
            let isCounted = try reader.bool()
            var begin = RingRecord(kind: .begin, attempt: try reader.integer(), isFinal: try reader.bool())
            begin.time = try reader.integer()
            begin.feature = try reader.integer()
            begin.variant = try reader.integer()
            begin.model = try reader.integer()
            begin.revision = try reader.integer()
            begin.decision = (try reader.integer(), try reader.integer())
            begin.unit = (try reader.integer(), try reader.integer())
            begin.weight = try reader.weight()
            guard let call = begin.callKey, calls.count < limit else { continue }
            calls[Key(ring: ring, call: call)] = Call(begin: begin, isCounted: isCounted)
        }
    }
}

extension DuplicateFilter {
    func write(to writer: inout ByteWriter) {
        for generation in [older, younger] {
            writer.put(count: generation.count)
            for call in generation { writer.put(call) }
        }
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        for _ in 0..<2 {
            for _ in 0..<(try reader.count(ofSize: 8)) { _ = insert(try reader.integer()) }
        }
    }
}
