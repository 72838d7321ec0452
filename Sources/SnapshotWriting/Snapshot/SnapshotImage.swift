package import FlagSnapshot

/// A snapshot file as it will be, without a second copy of its records: only header and index are put together.
package struct SnapshotImage {
    /// Header and index.
    private let head: [UInt8]
    private let records: [SnapshotRecord]
    /// Of the whole file.
    package let byteCount: Int

    /// - Parameters:
    ///   - records: of different keys.
    ///   - unitKey: the 16 bytes that units are hashed with.
    package init(
        _ records: [SnapshotRecord], generation: UInt64, revision: UInt64, unitKey: [UInt8],
        bucketing: Bucketing = .v3
    ) throws(SnapshotWriter.Fault) {
        guard unitKey.count == SnapshotLayout.unitKeySize else { throw .badUnitKey(count: unitKey.count) }
        var index = SnapshotIndex(recordCount: records.count)
        var end = SnapshotLayout.headerSize + index.size
        for (number, record) in records.enumerated() {
            guard end + record.bytes.count <= UInt32.max else { throw .tooLarge }
            if let other = index.insert(record, offset: end, number: number) {
                throw .sameHash(records[other].key, record.key)
            }
            end += record.bytes.count.aligned
        }
        var head = LittleEndianBytes(capacity: SnapshotLayout.headerSize + index.size)
        head.appendZeroes(SnapshotLayout.headerSize)
        index.append(to: &head)
        typealias Header = SnapshotLayout.Header
        head.put(SnapshotLayout.magic, at: Header.magic)
        head.put(SnapshotLayout.version, at: Header.version)
        head.put(SnapshotLayout.byteOrderMark, at: Header.byteOrderMark)
        head.put(generation, at: Header.generation)
        head.put(UInt64(end), at: Header.length)
        head.put(revision, at: Header.revision)
        for (offset, byte) in unitKey.enumerated() { head.put(byte, at: Header.unitKey + offset) }
        head.put(UInt32(clamping: records.count), at: Header.recordCount)
        head.put(index.bits, at: Header.indexBits)
        head.put(UInt32(SnapshotLayout.headerSize), at: Header.indexOffset)
        head.put(UInt32(bucketing.rawValue), at: Header.bucketing)
        self.records = records
        byteCount = end
        var body = head.bytes.withUnsafeBytes {
            XXHash64.Stream(seed: SnapshotView.headerSeed(of: Bytes($0)))
        }
        head.bytes.withUnsafeBytes {
            body.add(UnsafeRawBufferPointer(rebasing: $0.dropFirst(SnapshotLayout.headerSize)))
        }
        Self.forEachPiece(of: records) { body.add($0) }
        SnapshotWriter.seal(&head.bytes, checksum: body.hash)
        self.head = head.bytes
    }

    /// Hands out the file's bytes from its first to its last, in pieces.
    package func forEachPiece<Failure: Error>(
        _ take: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try Self.hand(head[...], to: take)
        try Self.forEachPiece(of: records, take)
    }

    private static func forEachPiece<Failure: Error>(
        of records: [SnapshotRecord], _ take: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let padding = [UInt8](repeating: 0, count: RecordLayout.alignment)
        for record in records {
            try hand(record.bytes[...], to: take)
            try hand(padding.prefix(record.bytes.count.aligned - record.bytes.count), to: take)
        }
    }

    private static func hand<Failure: Error>(
        _ piece: ArraySlice<UInt8>, to take: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        guard !piece.isEmpty else { return }
        try piece.withUnsafeBufferPointer { bytes throws(Failure) in try take(UnsafeRawBufferPointer(bytes)) }
    }
}
