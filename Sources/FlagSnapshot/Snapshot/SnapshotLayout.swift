// Snapshot layout 1, little endian; docs/formats.md has it as tables. Every record is found by an offset from the start
// of the file, and every offset is checked before it is followed.

package enum SnapshotLayout {
    /// "FLAGSNAP" as its bytes read in memory.
    package static var magic: UInt64 { 0x5041_4e53_4741_4c46 }
    package static var version: UInt32 { 1 }
    package static var byteOrderMark: UInt32 { 0x0102_0304 }
    package static var headerSize: Int { 128 }
    /// 16 bytes in the header.
    package static var unitKeySize: Int { 16 }
    /// What the weights of a rule's shares add up to: 100 % in thousandths of a per cent.
    package static var totalWeight: UInt32 { 100_000 }
    /// Rules, conditions, literals and shares of one feature together: what an evaluation looks at before it gives up.
    package static var maximumSteps: Int { 65_536 }

    enum Header {
        static var magic: Int { 0 }
        static var version: Int { 8 }
        static var byteOrderMark: Int { 12 }
        static var generation: Int { 16 }
        static var length: Int { 24 }
        /// XXH64 of the file without the two checksums, in three parts: each part's hash is the next one's seed.
        static var checksum: Int { 32 }
        static var revision: Int { 40 }
        static var unitKey: Int { 48 }
        static var featureCount: Int { 64 }
        /// Slots of the index are 2 to the power of this.
        static var indexBits: Int { 68 }
        static var indexOffset: Int { 72 }
        /// XXH64 of the header up to here.
        static var headerChecksum: Int { 120 }
    }

    /// `{u64 key hash, u32 offset of the feature, u32 0}`; hash 0 ends a probe.
    enum Slot {
        static var size: Int { 16 }
        static var offset: Int { 8 }
    }

    enum Feature {
        static var size: Int { 64 }
        static var key: Int { 8 }
        static var salt: Int { 16 }
        /// Length 0: the unit.
        static var bucketBy: Int { 24 }
        static var variantCount: Int { 32 }
        static var variants: Int { 36 }
        static var ruleCount: Int { 40 }
        static var rules: Int { 44 }
        static var baseline: Int { 48 }
        static var offVariant: Int { 52 }
    }

    /// `{u64 name hash, text name, text value}`.
    enum Variant {
        static var size: Int { 24 }
        static var name: Int { 8 }
        static var value: Int { 16 }
    }

    enum Rule {
        static var size: Int { 16 }
        static var conditionCount: Int { 0 }
        static var conditions: Int { 4 }
        static var shareCount: Int { 8 }
        static var shares: Int { 12 }
    }

    enum Share {
        static var size: Int { 8 }
        static var variant: Int { 0 }
        static var weight: Int { 4 }
    }

    enum Condition {
        static var size: Int { 24 }
        static var attribute: Int { 0 }
        static var test: Int { 8 }
        static var negated: Int { 12 }
        static var literalCount: Int { 16 }
        static var literals: Int { 20 }

        static var oneOf: UInt32 { 0 }
        static var startsWith: UInt32 { 1 }
    }

    /// `{u32 type, u32 0, u64 payload}`: a text's offset and length, a number's bits, a bool as 0 or 1.
    enum Literal {
        static var size: Int { 16 }
        static var payload: Int { 8 }

        static var string: UInt32 { 0 }
        static var number: UInt32 { 1 }
        static var bool: UInt32 { 2 }
    }
}
