// Layout: "FPCK", version, boot id, whether the agent was stopped in order, the journal's last entry that is in it, rings,
// metric totals, windows, calls in flight, duplicates, checksum over all of it. A checkpoint of another version is refused: it holds minutes, not history.

extension OutcomeLedger {
    private static let magic: UInt32 = 0x4b43_5046
    private static let version: UInt16 = 2

    /// What a checkpoint holds.
    package struct Restored: Sendable {
        package var ledger: OutcomeLedger
        /// How far each ring had been read, as given to `checkpoint`; empty after a reboot.
        package var rings: [UInt128: RingProgress] = [:]
        /// Of the journal's last entry that is in it.
        package var sequence: UInt64 = 0
        /// Whether the agent was stopped in order and had shown nothing beyond this.
        package var isFinal = false
        package var isSameBoot = false
    }

    /// Everything counted so far, together with how far the rings have been read for it.
    /// - Parameters:
    ///   - bootID: names this boot of the host; monotonic times mean nothing in another.
    ///   - sequence: of the journal's last entry that is in it.
    ///   - isFinal: whether nothing is counted any more.
    package func checkpoint(
        bootID: String, rings: [UInt128: RingProgress], sequence: UInt64 = 0, isFinal: Bool = false
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(Self.magic)
        writer.put(Self.version)
        writer.put(bootID)
        writer.put(isFinal)
        writer.put(sequence)
        writer.put(count: rings.count)
        for (ring, progress) in rings {
            writer.put(ring)
            writer.put(progress.position)
            writer.put(progress.dropped)
        }
        KeptSeries.write(metrics.totals, to: &writer)
        windows.write(to: &writer)
        calls.write(to: &writer)
        duplicates.write(to: &writer)
        writer.put(Checksum.of(writer.bytes))
        return writer.bytes
    }

    /// Reads a checkpoint. Of one from before a reboot only the metrics' totals are taken. `update` must follow before
    /// records are taken in: names come from documents.
    package static func restored(from bytes: [UInt8], bootID: String) throws(CheckpointError) -> Restored {
        guard bytes.count > 8 else { throw CheckpointError(description: "checkpoint is too short") }
        var end = ByteReader(bytes[(bytes.count - 8)...])
        guard try end.integer(UInt64.self) == Checksum.of(bytes.dropLast(8)) else {
            throw CheckpointError(description: "checkpoint is damaged: its checksum does not fit")
        }
        return try read(bytes.dropLast(8), bootID: bootID)
    }

    /// Reads what stands before the checksum.
    static func read(_ bytes: ArraySlice<UInt8>, bootID: String) throws(CheckpointError) -> Restored {
        var reader = ByteReader(bytes)
        guard try reader.integer(UInt32.self) == magic else { throw reader.failure("is none") }
        guard try reader.integer(UInt16.self) == version else { throw reader.failure("has another version") }
        var restored = Restored(ledger: OutcomeLedger())
        restored.isSameBoot = try reader.string() == bootID
        restored.isFinal = try reader.bool()
        restored.sequence = try reader.integer()
        for _ in 0..<(try reader.count(ofSize: 32)) {
            let ring = try reader.integer(UInt128.self)
            restored.rings[ring] = RingProgress(position: try reader.integer(), dropped: try reader.integer())
        }
        restored.ledger.metrics.restore(try KeptSeries.readAll(from: &reader))
        restored.ledger.scoreNames = ScoreNames(countedIn: restored.ledger.metrics)
        guard restored.isSameBoot else {
            restored.rings = [:]
            return restored
        }
        try restored.ledger.windows.read(from: &reader)
        try restored.ledger.calls.read(from: &reader)
        try restored.ledger.duplicates.read(from: &reader)
        guard reader.remaining == 0 else { throw reader.failure("goes on after its end") }
        return restored
    }
}
