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
        writer.put(count: inFlight)
        for (ring, call) in processes.lazy.flatMap({ ring, process in process.calls.values.map { (ring, $0) } }) {
            writer.put(ring)
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
            guard let key = begin.callKey else { continue }
            _ = follow(Call(begin: begin, isCounted: isCounted), key, of: ring)
        }
    }
}

extension DuplicateFilter {
    func write(to writer: inout ByteWriter) {
        writer.put(count: reporters.count)
        for (reporter, calls) in reporters {
            writer.put(reporter)
            for generation in [calls.older, calls.younger] {
                writer.put(count: generation.count)
                for call in generation { writer.put(call) }
            }
        }
    }

    mutating func read(from reader: inout ByteReader) throws(CheckpointError) {
        for _ in 0..<(try reader.count(ofSize: 24)) {
            let reporter = try reader.integer(UInt128.self)
            for _ in 0..<2 {
                for _ in 0..<(try reader.count(ofSize: 8)) { _ = insert(try reader.integer(), of: reporter) }
            }
        }
    }
}
