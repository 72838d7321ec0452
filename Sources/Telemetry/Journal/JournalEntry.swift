/// What must outlast an agent that is killed between two checkpoints.
package struct JournalEntry: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        /// An agent's life begins: from here on a checkpoint of an earlier one is not the last word.
        case began
        /// Taken in by another way than the rings, from this user, at this monotonic time.
        case reports(ReportDecoder.Batch, Outcome.Source, user: UInt32, time: UInt64)
        /// Somebody has been shown these counts.
        case shown([KeptSeries])
    }

    /// +1 with every entry of a namespace on a host, over all lives.
    package var sequence: UInt64
    package var content: Content

    package init(_ sequence: UInt64, _ content: Content) {
        self.sequence = sequence
        self.content = content
    }
}

extension JournalEntry {
    private enum Code: UInt8 {
        case began = 0
        case reports = 1
        case shown = 2
    }

    /// The entry as it is appended to a file.
    package var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.put(sequence)
        switch content {
        case .began: writer.put(Code.began.rawValue)
        case .reports(let batch, let source, let user, let time):
            writer.put(Code.reports.rawValue)
            writer.put(source.rawValue)
            writer.put(user)
            writer.put(time)
            writer.put(count: batch.rejected.count)
            for (cause, count) in batch.rejected {
                writer.put(cause.rawValue)
                writer.put(UInt64(clamping: count))
            }
            writer.put(count: batch.outcomes.count)
            for outcome in batch.outcomes { outcome.write(to: &writer) }
            writer.put(count: batch.judgements.count)
            for judgement in batch.judgements { judgement.write(to: &writer) }
        case .shown(let series):
            writer.put(Code.shown.rawValue)
            KeptSeries.write(series, to: &writer)
        }
        return JournalFrame.bytes(of: writer.bytes)
    }

    init(payload: ArraySlice<UInt8>) throws(CheckpointError) {
        var reader = ByteReader(payload)
        let sequence = try reader.integer(UInt64.self)
        switch Code(rawValue: try reader.integer()) {
        case .began: self.init(sequence, .began)
        case .reports:
            guard let source = Outcome.Source(rawValue: try reader.string()) else {
                throw reader.failure("names no source")
            }
            let user = try reader.integer(UInt32.self)
            let time = try reader.integer(UInt64.self)
            var batch = ReportDecoder.Batch()
            for _ in 0..<(try reader.count(ofSize: 9)) {
                guard let cause = ReportDecoder.Cause(rawValue: try reader.string()) else {
                    throw reader.failure("names no cause")
                }
                batch.rejected[cause] = Int(clamping: try reader.integer(UInt64.self))
            }
            for _ in 0..<(try reader.count(ofSize: 90)) { batch.outcomes.append(try Outcome(from: &reader)) }
            for _ in 0..<(try reader.count(ofSize: 50)) { batch.judgements.append(try Judgement(from: &reader)) }
            self.init(sequence, .reports(batch, source, user: user, time: time))
        case .shown: self.init(sequence, .shown(try KeptSeries.readAll(from: &reader)))
        case nil: throw reader.failure("holds an entry of no known kind")
        }
    }
}
