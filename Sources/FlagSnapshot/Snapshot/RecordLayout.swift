// One document's record in a snapshot, layout 3. Offsets count from the record's start; a text is `{u32 offset, u32
// length}`, and so is a program (`LogicProgram`). Every offset is checked against the record's length before it is
// followed.

package enum RecordLayout {
    /// What the weights of a rule's shares add up to: 100 % in thousandths of a per cent.
    package static var totalWeight: UInt32 { 100_000 }
    /// Rules and shares of one feature together: what an evaluation looks at before it gives up.
    package static var maximumSteps: Int { 65_536 }
    package static var maximumStages: Int { 16 }
    /// Records start at multiples of this.
    package static var alignment: Int { 8 }
    /// Stands for no variant where an index is expected.
    package static var noVariant: UInt32 { .max }

    /// What every record begins with.
    package enum Head {
        package static var size: Int { 48 }
        package static var keyHash: Int { 0 }
        package static var key: Int { 8 }
        package static var kind: Int { 16 }
        package static var variantCount: Int { 20 }
        package static var variants: Int { 24 }
        /// A feature's baseline; a flag's default variant, if it has one.
        package static var defaultVariant: Int { 28 }
        /// The raw value of a `Bucketing`; 0: the snapshot's.
        package static var bucketing: Int { 32 }
        package static var reads: Int { 36 }
        package static var attributeCount: Int { 40 }
        package static var attributes: Int { 44 }

        /// In `reads`: rules read the context as a whole.
        package static var wholeContext: UInt32 { 1 }
        package static var feature: UInt32 { 1 }
        package static var flag: UInt32 { 2 }
    }

    package enum Feature {
        package static var size: Int { 96 }
        package static var salt: Int { 48 }
        /// Length 0: the unit.
        package static var bucketBy: Int { 56 }
        package static var ruleCount: Int { 64 }
        package static var rules: Int { 68 }
        package static var offVariant: Int { 72 }
        /// What is served once the snapshot is stale; `noVariant`: nothing else.
        package static var staleVariant: Int { 76 }
        /// Nanoseconds.
        package static var staleAfter: Int { 80 }
        /// Offset; 0: there is none.
        package static var rollout: Int { 88 }
    }

    package enum Flag {
        package static var size: Int { 72 }
        /// Length 0: none.
        package static var targeting: Int { 48 }
        package static var metadata: Int { 56 }
        package static var isEnabled: Int { 64 }
    }

    /// The attributes that rules name: texts, and behind more than `scanned` of them a table that finds them by hash.
    package enum Attributes {
        package static var maximum: UInt32 { 1_024 }
        package static var textSize: UInt32 { 8 }
        package static var slotSize: UInt32 { 4 }
        package static var scanned: UInt32 { 8 }

        /// Slots of the table, a power of two, at most half full; 0: there is none.
        @inline(__always)
        package static func slots(for count: UInt32) -> UInt32 {
            guard count > scanned else { return 0 }
            return 1 &<< UInt32(truncatingIfNeeded: 32 &- (count &* 2 &- 1).leadingZeroBitCount)
        }
    }

    /// `{u64 name hash, text name, text value}`.
    package enum Variant {
        package static var size: Int { 24 }
        package static var name: Int { 8 }
        package static var value: Int { 16 }
    }

    package enum Rule {
        package static var size: Int { 16 }
        /// Length 0: always holds.
        package static var condition: Int { 0 }
        package static var shareCount: Int { 8 }
        package static var shares: Int { 12 }
    }

    package enum Share {
        package static var size: Int { 8 }
        package static var variant: Int { 0 }
        package static var weight: Int { 4 }
    }

    package enum Rollout {
        package static var size: Int { 24 }
        package static var salt: Int { 0 }
        package static var candidate: Int { 8 }
        package static var stageCount: Int { 12 }
        package static var stages: Int { 16 }
    }

    package enum Stage {
        package static var size: Int { 16 }
        package static var share: Int { 0 }
        /// Unix milliseconds.
        package static var since: Int { 8 }
    }
}
