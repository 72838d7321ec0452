import FlagSnapshot

// Every field, in the order of the type: what is missing here is lost with the agent.

extension Outcome {
    func write(to writer: inout ByteWriter) {
        writer.put(source.code)
        for text in [feature, variant, model] { writer.put(text) }
        writer.put(result.rawValue)
        writer.put(UInt32(clamping: attempt))
        writer.put(isFinal)
        for number in [time, revision, latencyNanoseconds, firstTokenNanoseconds] { writer.put(number) }
        for id in [decision, unit] { writer.put(id) }
        for count in [inputTokens, outputTokens, cachedTokens] { writer.put(count) }
        writer.put(weight)
        writer.put(costMicros != nil)
        writer.put(costMicros ?? 0)
    }

    init(from reader: inout ByteReader) throws(CheckpointError) {
        let source = try Source(from: &reader)
        let feature = try reader.string()
        let variant = try reader.string()
        let model = try reader.string()
        guard let result = Result(rawValue: try reader.integer()) else { throw reader.failure("names no result") }
        let attempt = Int(try reader.integer(UInt32.self))
        self.init(
            source: source, feature: feature, variant: variant, model: model, result: result, attempt: attempt,
            isFinal: try reader.bool(), time: try reader.integer(), revision: try reader.integer())
        latencyNanoseconds = try reader.integer()
        firstTokenNanoseconds = try reader.integer()
        decision = try reader.integer()
        unit = try reader.integer()
        inputTokens = try reader.integer()
        outputTokens = try reader.integer()
        cachedTokens = try reader.integer()
        weight = try reader.double()
        guard weight > 0, weight.isFinite else { throw reader.failure("holds a weight that is none") }
        let hasCost = try reader.bool()
        let cost = try reader.integer(Int64.self)
        costMicros = hasCost ? cost : nil
    }
}

extension Judgement {
    func write(to writer: inout ByteWriter) {
        writer.put(source.code)
        for text in [feature, variant] { writer.put(text) }
        switch opinion {
        case .feedback(let kind):
            writer.put(false)
            writer.put(kind)
        case .score(let name, let dimension, let value):
            writer.put(true)
            writer.put(name)
            writer.put(dimension)
            writer.put(value)
        }
        for number in [time, revision] { writer.put(number) }
        for id in [decision, unit] { writer.put(id) }
    }

    init(from reader: inout ByteReader) throws(CheckpointError) {
        let source = try Outcome.Source(from: &reader)
        let feature = try reader.string()
        let variant = try reader.string()
        let opinion: Opinion
        if try reader.bool() {
            opinion = .score(
                name: try reader.string(), dimension: try reader.string(), value: try reader.double())
        } else {
            opinion = .feedback(kind: try reader.string())
        }
        self.init(source: source, feature: feature, variant: variant, opinion: opinion, time: try reader.integer())
        revision = try reader.integer()
        decision = try reader.integer()
        unit = try reader.integer()
    }
}

extension Outcome.Source {
    fileprivate var code: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) }

    fileprivate init(from reader: inout ByteReader) throws(CheckpointError) {
        let code = Int(try reader.integer(UInt8.self))
        guard Self.allCases.indices.contains(code) else { throw reader.failure("names no source") }
        self = Self.allCases[code]
    }
}
