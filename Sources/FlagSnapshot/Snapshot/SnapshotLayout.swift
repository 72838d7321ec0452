// Snapshot layout 3, little endian; docs/formats.md has it as tables. The file is a header, an index, and one record
// for every document (`RecordLayout`), which holds no offset from outside itself: publishing copies it.

package enum SnapshotLayout {
    /// "FLAGSNAP" as its bytes read in memory.
    package static var magic: UInt64 { 0x5041_4e53_4741_4c46 }
    package static var version: UInt32 { 3 }
    package static var byteOrderMark: UInt32 { 0x0102_0304 }
    package static var headerSize: Int { 128 }
    /// 16 bytes in the header.
    package static var unitKeySize: Int { 16 }

    package enum Header {
        package static var magic: Int { 0 }
        package static var version: Int { 8 }
        package static var byteOrderMark: Int { 12 }
        package static var generation: Int { 16 }
        package static var length: Int { 24 }
        /// XXH64 of the file without the two checksums, in three parts: each part's hash is the next one's seed.
        package static var checksum: Int { 32 }
        package static var revision: Int { 40 }
        package static var unitKey: Int { 48 }
        package static var recordCount: Int { 64 }
        /// Slots of the index are 2 to the power of this.
        package static var indexBits: Int { 68 }
        package static var indexOffset: Int { 72 }
        /// The raw value of a `Bucketing`: of records that have none of their own.
        package static var bucketing: Int { 76 }
        /// XXH64 of the header up to here.
        package static var headerChecksum: Int { 120 }
    }

    /// `{u64 key hash, u32 offset of the record in the file, u32 its length}`; hash 0 ends a probe.
    package enum Slot {
        package static var size: Int { 16 }
        package static var offset: Int { 8 }
        package static var length: Int { 12 }
    }
}
