#if !hasFeature(Embedded)

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
            var file = LittleEndianBytes(capacity: end)
            file.appendZeroes(SnapshotLayout.headerSize)
            index.append(to: &file)
            for record in records {
                file.bytes.append(contentsOf: record.bytes)
                file.align()
            }
            typealias Header = SnapshotLayout.Header
            file.put(SnapshotLayout.magic, at: Header.magic)
            file.put(SnapshotLayout.version, at: Header.version)
            file.put(SnapshotLayout.byteOrderMark, at: Header.byteOrderMark)
            file.put(generation, at: Header.generation)
            file.put(UInt64(file.count), at: Header.length)
            file.put(revision, at: Header.revision)
            for (offset, byte) in unitKey.enumerated() { file.put(byte, at: Header.unitKey + offset) }
            file.put(UInt32(clamping: records.count), at: Header.recordCount)
            file.put(index.bits, at: Header.indexBits)
            file.put(UInt32(SnapshotLayout.headerSize), at: Header.indexOffset)
            file.put(UInt32(bucketing.rawValue), at: Header.bucketing)
            seal(&file.bytes)
            return file.bytes
        }

        /// A snapshot of an earlier life under a new generation; `nil` where the bytes are no sound snapshot.
        package static func renewed(_ file: [UInt8], generation: UInt64) -> [UInt8]? {
            let isSound = file.withUnsafeBytes { (try? SnapshotView(Bytes($0)))?.verifyChecksum() ?? false }
            guard isSound else { return nil }
            var file = LittleEndianBytes(bytes: file)
            file.put(generation, at: SnapshotLayout.Header.generation)
            seal(&file.bytes)
            return file.bytes
        }

        /// Writes both checksums. The file is at least a header long.
        package static func seal(_ file: inout [UInt8]) {
            typealias Header = SnapshotLayout.Header
            let checksum = file.withUnsafeBytes { SnapshotView.checksum(of: Bytes($0)) }
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

#endif
