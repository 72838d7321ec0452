/// One feature as it lies in a snapshot. What lies outside of its record is `nil`.
struct FeatureRecord {
    let record: DocumentRecord

    private typealias Field = RecordLayout.Feature

    @inline(__always)
    init?(_ record: DocumentRecord) {
        guard record.isOf(kind: RecordLayout.Head.feature, size: Field.size) else { return nil }
        self.record = record
    }

    var salt: Bytes? { record.text(record.start, Field.salt) }
    /// Empty: the unit.
    var bucketBy: Bytes? { record.text(record.start, Field.bucketBy) }
    var baseline: UInt32 { record.defaultVariant }
    var offVariant: UInt32 { record.start.half(Field.offVariant) }
    var ruleCount: UInt32 { record.start.half(Field.ruleCount) }
    /// `RecordLayout.noVariant`: the last known state holds for good.
    var staleVariant: UInt32 { record.start.half(Field.staleVariant) }
    /// Nanoseconds.
    var staleAfter: UInt64 { record.start.word(Field.staleAfter) }
    var hasRollout: Bool { record.start.half(Field.rollout) != 0 }

    /// The first of `ruleCount` rules.
    @inline(__always)
    var rules: UnsafeRawPointer? {
        record.structures(at: record.start.half(Field.rules), count: ruleCount, size: RecordLayout.Rule.size)
    }

    var rollout: RolloutRecord? {
        guard
            let start = record.structures(
                at: record.start.half(Field.rollout), count: 1, size: RecordLayout.Rollout.size)
        else { return nil }
        return RolloutRecord(record: record, start: start)
    }
}

struct RuleRecord {
    let record: DocumentRecord
    let start: UnsafeRawPointer

    private typealias Field = RecordLayout.Rule

    /// A program; empty: always holds.
    var condition: Bytes? { record.text(start, Field.condition) }
    var shareCount: UInt32 { start.half(Field.shareCount) }

    @inline(__always)
    var shares: UnsafeRawPointer? {
        record.structures(at: start.half(Field.shares), count: shareCount, size: RecordLayout.Share.size)
    }
}
