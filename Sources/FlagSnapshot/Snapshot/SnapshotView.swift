/// A snapshot in memory, wherever it came from. Nothing in it is trusted: what does not fit is `nil`.
///
/// The view borrows the memory; whoever made it keeps the mapping for as long as the view is used.
package struct SnapshotView {
    package enum Fault: Error {
        case tooShort
        case wrongMagic
        case unknownLayout
        case wrongByteOrder
        case wrongLength
        /// The header's own checksum or the whole file's.
        case wrongChecksum
        case badOffset
    }

    let bytes: Bytes
    private var slots: UnsafeRawPointer
    private var slotMask: UInt64

    /// Checks the header, not the rest: `verifyChecksum()` does that.
    package init(_ bytes: Bytes) throws(Fault) {
        typealias Header = SnapshotLayout.Header
        guard bytes.count >= SnapshotLayout.headerSize else { throw .tooShort }
        self.bytes = bytes
        self.slots = bytes.start
        self.slotMask = 0
        guard word(Header.magic) == SnapshotLayout.magic else { throw .wrongMagic }
        guard half(Header.byteOrderMark) == SnapshotLayout.byteOrderMark else { throw .wrongByteOrder }
        guard half(Header.version) == SnapshotLayout.version else { throw .unknownLayout }
        guard word(Header.length) == UInt64(truncatingIfNeeded: bytes.count) else { throw .wrongLength }
        let headerSum = XXHash64.of(Bytes(bytes.start, count: Header.headerChecksum))
        guard word(Header.headerChecksum) == headerSum else { throw .wrongChecksum }
        let bits = half(Header.indexBits)
        guard bits < 28,
            let slots = records(
                at: half(Header.indexOffset), count: UInt32(1) &<< bits, size: SnapshotLayout.Slot.size)
        else { throw .badOffset }
        self.slots = slots
        self.slotMask = (UInt64(1) &<< UInt64(bits)) &- 1
    }

    package var generation: UInt64 { word(SnapshotLayout.Header.generation) }
    package var revision: UInt64 { word(SnapshotLayout.Header.revision) }
    package var featureCount: UInt32 { half(SnapshotLayout.Header.featureCount) }

    /// The namespace's key for hashing units, as `UnitHash.of` takes it.
    package var unitKey: (UInt64, UInt64) {
        (word(SnapshotLayout.Header.unitKey), word(SnapshotLayout.Header.unitKey &+ 8))
    }

    /// Reads the whole file: for the agent, the first open and `doctor`.
    package func verifyChecksum() -> Bool {
        word(SnapshotLayout.Header.checksum) == Self.checksum(of: bytes)
    }

    static func checksum(of bytes: Bytes) -> UInt64 {
        typealias Header = SnapshotLayout.Header
        let beforeIt = XXHash64.of(Bytes(bytes.start, count: Header.checksum))
        let header = XXHash64.of(
            Bytes(bytes.start + Header.revision, count: Header.headerChecksum &- Header.revision), seed: beforeIt)
        return XXHash64.of(
            Bytes(bytes.start + SnapshotLayout.headerSize, count: bytes.count &- SnapshotLayout.headerSize),
            seed: header)
    }

    /// The feature of that key; `hash` is its `KeyHash`.
    @inline(__always)
    func feature(_ key: Bytes, hash: UInt64) -> Lookup {
        var slot = hash & slotMask
        var probes: UInt64 = 0
        while probes <= slotMask {
            let record = slots + Int(truncatingIfNeeded: slot) &* SnapshotLayout.Slot.size
            let found = record.loadUnaligned(as: UInt64.self)
            if found == 0 { return .missing }
            if found == hash {
                let offset = record.loadUnaligned(fromByteOffset: SnapshotLayout.Slot.offset, as: UInt32.self)
                guard let start = records(at: offset, count: 1, size: SnapshotLayout.Feature.size) else {
                    return .damaged
                }
                let feature = FeatureRecord(snapshot: self, start: start)
                guard let name = feature.key else { return .damaged }
                // The writer refuses two keys of one hash, so another name here is a key nobody declared.
                return name == key ? .found(feature) : .missing
            }
            slot = (slot &+ 1) & slotMask
            probes &+= 1
        }
        return .missing
    }

    enum Lookup {
        case found(FeatureRecord)
        case missing
        case damaged
    }

    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    func half(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.start.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Where `count` records of `size` bytes start, if all of them lie in the file.
    @inline(__always)
    func records(at offset: UInt32, count: UInt32, size: Int) -> UnsafeRawPointer? {
        let end = UInt64(offset) &+ UInt64(count) &* UInt64(truncatingIfNeeded: size)
        guard end <= UInt64(truncatingIfNeeded: bytes.count) else { return nil }
        return bytes.start + Int(offset)
    }

    /// A text's bytes: at `record + field` stand its offset and length.
    @inline(__always)
    func text(_ record: UnsafeRawPointer, _ field: Int) -> Bytes? {
        let length = record.half(field &+ 4)
        guard let start = records(at: record.half(field), count: length, size: 1) else { return nil }
        return Bytes(start, count: Int(length))
    }
}

extension UnsafeRawPointer {
    @inline(__always)
    func half(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
