#if !hasFeature(Embedded)

    /// Lays compiled features out as a snapshot file.
    package enum SnapshotWriter {
        package enum Fault: Error, Equatable {
            /// Two features of one key, or two keys of one hash.
            case sameHash(String, String)
            /// A variant that the feature does not have.
            case noSuchVariant(feature: String, index: Int)
            case badWeights(feature: String)
            /// More rules, conditions, literals and shares than an evaluation looks at.
            case tooManySteps(feature: String, count: Int)
            case badUnitKey(count: Int)
            /// Offsets have 32 bits.
            case tooLarge
        }

        /// - Parameter unitKey: the 16 bytes that units are hashed with.
        /// - Returns: the file's bytes.
        package static func encode(
            _ features: [CompiledFeature], generation: UInt64, revision: UInt64, unitKey: [UInt8]
        ) throws(Fault) -> [UInt8] {
            guard unitKey.count == SnapshotLayout.unitKeySize else { throw .badUnitKey(count: unitKey.count) }
            let indexBits = UInt32(Int.bitWidth - (features.count * 2).leadingZeroBitCount)
            let indexOffset = SnapshotLayout.headerSize
            let featuresOffset = indexOffset + SnapshotLayout.Slot.size << indexBits
            var file = LittleEndianBytes()
            file.appendZeroes(featuresOffset + features.count * SnapshotLayout.Feature.size)
            var index = SnapshotIndex(bits: indexBits)
            for (number, feature) in features.enumerated() {
                let offset = featuresOffset + number * SnapshotLayout.Feature.size
                if let other = index.insert(KeyHash.of(feature.key), offset: UInt32(clamping: offset), number: number) {
                    throw .sameHash(features[other].key, feature.key)
                }
                try append(feature, at: offset, to: &file)
            }
            guard file.count <= UInt32.max else { throw .tooLarge }
            index.write(at: indexOffset, into: &file)
            writeHeader(
                into: &file, featureCount: features.count, indexBits: indexBits, generation: generation,
                revision: revision, unitKey: unitKey)
            return file.bytes
        }

        private static func writeHeader(
            into file: inout LittleEndianBytes, featureCount: Int, indexBits: UInt32, generation: UInt64,
            revision: UInt64,
            unitKey: [UInt8]
        ) {
            typealias Header = SnapshotLayout.Header
            file.put(SnapshotLayout.magic, at: Header.magic)
            file.put(SnapshotLayout.version, at: Header.version)
            file.put(SnapshotLayout.byteOrderMark, at: Header.byteOrderMark)
            file.put(generation, at: Header.generation)
            file.put(UInt64(file.count), at: Header.length)
            file.put(revision, at: Header.revision)
            for (offset, byte) in unitKey.enumerated() { file.put(byte, at: Header.unitKey + offset) }
            file.put(UInt32(clamping: featureCount), at: Header.featureCount)
            file.put(indexBits, at: Header.indexBits)
            file.put(UInt32(SnapshotLayout.headerSize), at: Header.indexOffset)
            seal(&file.bytes)
        }

        /// A snapshot of an earlier life under a new generation; `nil` where the bytes are no sound snapshot.
        package static func renewed(_ file: [UInt8], generation: UInt64) -> [UInt8]? {
            let isSound = file.withUnsafeBytes { (try? SnapshotView(Bytes($0)))?.verifyChecksum() ?? false }
            guard isSound else { return nil }
            var file = file
            file.withUnsafeMutableBytes {
                $0.storeBytes(
                    of: generation.littleEndian, toByteOffset: SnapshotLayout.Header.generation, as: UInt64.self)
            }
            seal(&file)
            return file
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

    /// The open-addressing table from a key's hash to its feature's offset, at most half full.
    private struct SnapshotIndex {
        private var slots: [(hash: UInt64, offset: UInt32, number: Int)]

        init(bits: UInt32) {
            slots = Array(repeating: (0, 0, 0), count: 1 << bits)
        }

        /// Returns the number of the feature that has this hash already.
        mutating func insert(_ hash: UInt64, offset: UInt32, number: Int) -> Int? {
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot].hash != 0 {
                if slots[slot].hash == hash { return slots[slot].number }
                slot = (slot + 1) & mask
            }
            slots[slot] = (hash, offset, number)
            return nil
        }

        func write(at start: Int, into file: inout LittleEndianBytes) {
            for (number, slot) in slots.enumerated() where slot.hash != 0 {
                let offset = start + number * SnapshotLayout.Slot.size
                file.put(slot.hash, at: offset)
                file.put(slot.offset, at: offset + SnapshotLayout.Slot.offset)
            }
        }
    }

#endif
