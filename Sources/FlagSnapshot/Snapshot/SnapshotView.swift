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
        /// A bucketing that this reader does not know.
        case unknownBucketing
    }

    let bytes: Bytes
    package let bucketing: Bucketing
    private let slots: UnsafeRawPointer
    private let slotMask: UInt64

    /// Checks the header, not the rest: `verifyChecksum()` does that.
    package init(_ bytes: Bytes) throws(Fault) {
        typealias Header = SnapshotLayout.Header
        guard bytes.count >= SnapshotLayout.headerSize else { throw .tooShort }
        let header = bytes.start
        guard header.word(Header.magic) == SnapshotLayout.magic else { throw .wrongMagic }
        guard header.half(Header.byteOrderMark) == SnapshotLayout.byteOrderMark else { throw .wrongByteOrder }
        guard header.half(Header.version) == SnapshotLayout.version else { throw .unknownLayout }
        guard header.word(Header.length) == UInt64(truncatingIfNeeded: bytes.count) else { throw .wrongLength }
        let headerSum = XXHash64.of(Bytes(header, count: Header.headerChecksum))
        guard header.word(Header.headerChecksum) == headerSum else { throw .wrongChecksum }
        switch header.half(Header.bucketing) {
        case UInt32(Bucketing.v2.rawValue): bucketing = .v2
        case UInt32(Bucketing.v3.rawValue): bucketing = .v3
        default: throw .unknownBucketing
        }
        let bits = header.half(Header.indexBits)
        let offset = header.half(Header.indexOffset)
        let size = UInt64(truncatingIfNeeded: SnapshotLayout.Slot.size)
        guard bits < 28, UInt64(offset) &+ size &<< UInt64(bits) <= UInt64(truncatingIfNeeded: bytes.count) else {
            throw .badOffset
        }
        self.bytes = bytes
        slots = header + Int(offset)
        slotMask = (UInt64(1) &<< UInt64(bits)) &- 1
    }

    package var generation: UInt64 { bytes.start.word(SnapshotLayout.Header.generation) }
    package var revision: UInt64 { bytes.start.word(SnapshotLayout.Header.revision) }
    package var recordCount: UInt32 { bytes.start.half(SnapshotLayout.Header.recordCount) }

    /// The namespace's key for hashing units, as `UnitHash.of` takes it.
    package var unitKey: (UInt64, UInt64) {
        (bytes.start.word(SnapshotLayout.Header.unitKey), bytes.start.word(SnapshotLayout.Header.unitKey &+ 8))
    }

    /// Reads the whole file: for the agent, the first open and `doctor`.
    package func verifyChecksum() -> Bool {
        bytes.start.word(SnapshotLayout.Header.checksum) == Self.checksum(of: bytes)
    }

    package static func checksum(of bytes: Bytes) -> UInt64 {
        XXHash64.of(
            Bytes(bytes.start + SnapshotLayout.headerSize, count: bytes.count &- SnapshotLayout.headerSize),
            seed: headerSeed(of: bytes))
    }

    /// With what the checksum goes on behind the header.
    package static func headerSeed(of bytes: Bytes) -> UInt64 {
        typealias Header = SnapshotLayout.Header
        let beforeIt = XXHash64.of(Bytes(bytes.start, count: Header.checksum))
        return XXHash64.of(
            Bytes(bytes.start + Header.revision, count: Header.headerChecksum &- Header.revision), seed: beforeIt)
    }

    /// The record of that key; `hash` is its `KeyHash`.
    @inline(__always)
    func record(_ key: Bytes, hash: UInt64) -> Lookup {
        var place = hash & slotMask
        var probes: UInt64 = 0
        while probes <= slotMask {
            let slot = slots + Int(truncatingIfNeeded: place) &* SnapshotLayout.Slot.size
            let found = slot.word(0)
            if found == 0 { return .missing }
            if found == hash {
                let offset = slot.half(SnapshotLayout.Slot.offset)
                let length = slot.half(SnapshotLayout.Slot.length)
                guard UInt64(offset) &+ UInt64(length) <= UInt64(truncatingIfNeeded: bytes.count),
                    let record = DocumentRecord(bytes.start + Int(offset), count: length), let name = record.key
                else { return .damaged }
                // The writer refuses two keys of one hash, so another name here is a key nobody declared.
                return name == key ? .found(record) : .missing
            }
            place = (place &+ 1) & slotMask
            probes &+= 1
        }
        return .missing
    }

    enum Lookup {
        case found(DocumentRecord)
        case missing
        case damaged
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
