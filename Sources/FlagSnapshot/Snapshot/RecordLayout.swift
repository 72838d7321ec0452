// One document's record in a snapshot, layout 2. Offsets count from the record's start; a text is `{u32 offset, u32
// length}`, and so is a program (`LogicProgram`). Every offset is checked against the record's length before it is
// followed.

package enum RecordLayout {
    /// What the weights of a rule's shares add up to: 100 % in thousandths of a per cent.
    package static var totalWeight: UInt32 { 100_000 }
    /// Rules and shares of one feature together: what an evaluation looks at before it gives up.
    package static var maximumSteps: Int { 65_536 }
    package static var maximumStages: Int { 16 }
    /// Records start at multiples of this.
    static var alignment: Int { 8 }
    /// Stands for no variant where an index is expected.
    static var noVariant: UInt32 { .max }

    /// What every record begins with.
    enum Head {
        static var size: Int { 32 }
        static var keyHash: Int { 0 }
        static var key: Int { 8 }
        static var kind: Int { 16 }
        static var variantCount: Int { 20 }
        static var variants: Int { 24 }
        /// A feature's baseline; a flag's default variant, if it has one.
        static var defaultVariant: Int { 28 }

        static var feature: UInt32 { 1 }
        static var flag: UInt32 { 2 }
    }

    enum Feature {
        static var size: Int { 80 }
        static var salt: Int { 32 }
        /// Length 0: the unit.
        static var bucketBy: Int { 40 }
        static var ruleCount: Int { 48 }
        static var rules: Int { 52 }
        static var offVariant: Int { 56 }
        /// What is served once the snapshot is stale; `noVariant`: nothing else.
        static var staleVariant: Int { 60 }
        /// Nanoseconds.
        static var staleAfter: Int { 64 }
        /// Offset; 0: there is none.
        static var rollout: Int { 72 }
    }

    enum Flag {
        static var size: Int { 56 }
        /// Length 0: none.
        static var targeting: Int { 32 }
        static var metadata: Int { 40 }
        static var isEnabled: Int { 48 }
    }

    /// `{u64 name hash, text name, text value}`.
    enum Variant {
        static var size: Int { 24 }
        static var name: Int { 8 }
        static var value: Int { 16 }
    }

    enum Rule {
        static var size: Int { 16 }
        /// Length 0: always holds.
        static var condition: Int { 0 }
        static var shareCount: Int { 8 }
        static var shares: Int { 12 }
    }

    enum Share {
        static var size: Int { 8 }
        static var variant: Int { 0 }
        static var weight: Int { 4 }
    }

    enum Rollout {
        static var size: Int { 24 }
        static var salt: Int { 0 }
        static var candidate: Int { 8 }
        static var stageCount: Int { 12 }
        static var stages: Int { 16 }
    }

    enum Stage {
        static var size: Int { 16 }
        static var share: Int { 0 }
        /// Unix milliseconds.
        static var since: Int { 8 }
    }
}
