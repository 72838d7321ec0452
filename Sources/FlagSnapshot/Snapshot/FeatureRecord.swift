/// One feature as it lies in a snapshot. What lies outside of the file is `nil`.
struct FeatureRecord {
    let snapshot: SnapshotView
    let start: UnsafeRawPointer

    private typealias Field = SnapshotLayout.Feature

    var key: Bytes? { snapshot.text(start, Field.key) }
    var salt: Bytes? { snapshot.text(start, Field.salt) }
    /// Empty: the unit.
    var bucketBy: Bytes? { snapshot.text(start, Field.bucketBy) }
    var variantCount: UInt32 { start.half(Field.variantCount) }
    var ruleCount: UInt32 { start.half(Field.ruleCount) }
    var baseline: UInt32 { start.half(Field.baseline) }
    var offVariant: UInt32 { start.half(Field.offVariant) }

    @inline(__always)
    func variant(_ index: UInt32) -> VariantRecord? {
        guard index < variantCount,
            let first = snapshot.records(
                at: start.half(Field.variants), count: variantCount, size: SnapshotLayout.Variant.size)
        else { return nil }
        return VariantRecord(snapshot: snapshot, start: first + Int(index) &* SnapshotLayout.Variant.size)
    }

    /// Index of the variant whose name has that hash.
    func index(ofVariant hash: UInt64) -> UInt32? {
        var index: UInt32 = 0
        while index < variantCount {
            guard let candidate = variant(index) else { return nil }
            if candidate.hash == hash { return index }
            index &+= 1
        }
        return nil
    }

    @inline(__always)
    func rule(_ index: UInt32) -> RuleRecord? {
        guard index < ruleCount,
            let first = snapshot.records(at: start.half(Field.rules), count: ruleCount, size: SnapshotLayout.Rule.size)
        else { return nil }
        return RuleRecord(snapshot: snapshot, start: first + Int(index) &* SnapshotLayout.Rule.size)
    }
}

struct VariantRecord {
    let snapshot: SnapshotView
    let start: UnsafeRawPointer

    var hash: UInt64 { start.word(0) }
    var name: Bytes? { snapshot.text(start, SnapshotLayout.Variant.name) }
    var value: Bytes? { snapshot.text(start, SnapshotLayout.Variant.value) }
}

struct RuleRecord {
    let snapshot: SnapshotView
    let start: UnsafeRawPointer

    var conditionCount: UInt32 { start.half(SnapshotLayout.Rule.conditionCount) }
    var shareCount: UInt32 { start.half(SnapshotLayout.Rule.shareCount) }

    @inline(__always)
    var conditions: UnsafeRawPointer? {
        snapshot.records(
            at: start.half(SnapshotLayout.Rule.conditions), count: conditionCount,
            size: SnapshotLayout.Condition.size)
    }

    @inline(__always)
    var shares: UnsafeRawPointer? {
        snapshot.records(
            at: start.half(SnapshotLayout.Rule.shares), count: shareCount, size: SnapshotLayout.Share.size)
    }
}
