// Layout: "FPCK", version, boot id, ring positions, metric totals, windows, calls in flight, duplicates, checksum over
// all of it. A checkpoint of another version is refused: it holds minutes, not history.

extension OutcomeLedger {
    private static let magic: UInt32 = 0x4b43_5046
    private static let version: UInt16 = 1

    /// What a checkpoint holds.
    package struct Restored: Sendable {
        package var ledger: OutcomeLedger
        /// How far each ring had been read, as given to `checkpoint`; empty after a reboot.
        package var positions: [UInt128: UInt64]
    }

    /// Everything counted so far, together with how far the rings have been read for it.
    /// - Parameter bootID: names this boot of the host; monotonic times mean nothing in another.
    package func checkpoint(bootID: String, positions: [UInt128: UInt64]) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(Self.magic)
        writer.put(Self.version)
        writer.put(bootID)
        writer.put(count: positions.count)
        for (ring, position) in positions {
            writer.put(ring)
            writer.put(position)
        }
        metrics.write(to: &writer)
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
        var restored = Restored(ledger: OutcomeLedger(), positions: [:])
        let isSameBoot = try reader.string() == bootID
        for _ in 0..<(try reader.count(ofSize: 24)) {
            let ring = try reader.integer(UInt128.self)
            restored.positions[ring] = try reader.integer(UInt64.self)
        }
        try restored.ledger.metrics.read(from: &reader)
        restored.ledger.scoreNames = ScoreNames(countedIn: restored.ledger.metrics)
        guard isSameBoot else {
            restored.positions = [:]
            return restored
        }
        try restored.ledger.windows.read(from: &reader)
        try restored.ledger.calls.read(from: &reader)
        try restored.ledger.duplicates.read(from: &reader)
        guard reader.remaining == 0 else { throw reader.failure("goes on after its end") }
        return restored
    }
}
