package import FlagSnapshot

/// Lays documents' records out as a snapshot file.
package enum SnapshotWriter {
    package enum Fault: Error, Equatable {
        /// Two documents of one key, or two keys of one hash.
        case sameHash(String, String)
        /// A variant that the document does not have.
        case noSuchVariant(key: String, index: Int)
        case badWeights(key: String)
        /// None, too many, not in the order of time, or of more than everyone.
        case badStages(key: String)
        /// More rules and shares than an evaluation looks at.
        case tooManySteps(key: String, count: Int)
        case badRule(key: String, LogicProgram.Fault)
        /// Rules of one document name more attributes than an evaluation keeps.
        case tooManyAttributes(key: String, count: Int)
        case badUnitKey(count: Int)
        /// Offsets have 32 bits.
        case tooLarge
    }

    /// Copies the records behind an index.
    ///
    /// - Parameters:
    ///   - records: of different keys.
    ///   - unitKey: the 16 bytes that units are hashed with.
    /// - Returns: the file's bytes.
    package static func encode(
        _ records: [SnapshotRecord], generation: UInt64, revision: UInt64, unitKey: [UInt8],
        bucketing: Bucketing = .v3
    ) throws(Fault) -> [UInt8] {
        let image = try SnapshotImage(
            records, generation: generation, revision: revision, unitKey: unitKey, bucketing: bucketing)
        var file: [UInt8] = []
        file.reserveCapacity(image.byteCount)
        image.forEachPiece { file.append(contentsOf: $0) }
        return file
    }

    /// True if the bytes are a whole snapshot, as it was written.
    package static func isSound(_ file: Bytes) -> Bool {
        (try? SnapshotView(file))?.verifyChecksum() ?? false
    }

    /// The header of a snapshot of an earlier life under a new generation; what follows it stays as it is. `nil` where
    /// the bytes are no sound snapshot.
    package static func renewedHeader(of file: Bytes, generation: UInt64) -> [UInt8]? {
        guard isSound(file) else { return nil }
        var header = LittleEndianBytes(bytes: [UInt8](file.prefix(SnapshotLayout.headerSize).buffer))
        header.put(generation, at: SnapshotLayout.Header.generation)
        let seed = header.bytes.withUnsafeBytes { SnapshotView.headerSeed(of: Bytes($0)) }
        seal(&header.bytes, checksum: XXHash64.of(file.dropping(SnapshotLayout.headerSize), seed: seed))
        return header.bytes
    }

    /// Writes both checksums. The file is at least a header long.
    package static func seal(_ file: inout [UInt8]) {
        seal(&file, checksum: file.withUnsafeBytes { SnapshotView.checksum(of: Bytes($0)) })
    }

    /// The same where the file's checksum is known.
    static func seal(_ file: inout [UInt8], checksum: UInt64) {
        typealias Header = SnapshotLayout.Header
        file.withUnsafeMutableBytes {
            $0.storeBytes(of: checksum.littleEndian, toByteOffset: Header.checksum, as: UInt64.self)
        }
        let headerChecksum = file.withUnsafeBytes {
            XXHash64.of(Bytes(UnsafeRawBufferPointer(rebasing: $0[..<Header.headerChecksum])))
        }
        file.withUnsafeMutableBytes {
            $0.storeBytes(of: headerChecksum.littleEndian, toByteOffset: Header.headerChecksum, as: UInt64.self)
        }
    }
}
