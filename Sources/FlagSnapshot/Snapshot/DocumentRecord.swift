/// One document's record as it lies in a snapshot. Nothing in it is trusted: what lies outside is `nil`.
struct DocumentRecord {
    let start: UnsafeRawPointer
    private let count: UInt32

    private typealias Field = RecordLayout.Head

    /// `nil` where there is no room for a head.
    @inline(__always)
    init?(_ start: UnsafeRawPointer, count: UInt32) {
        guard Int(count) >= Field.size else { return nil }
        self.start = start
        self.count = count
    }

    /// Whether it is of that kind, and long enough for its fields.
    @inline(__always)
    func isOf(kind: UInt32, size: Int) -> Bool { start.half(Field.kind) == kind && Int(count) >= size }

    var key: Bytes? { text(start, Field.key) }
    var variantCount: UInt32 { start.half(Field.variantCount) }
    var defaultVariant: UInt32 { start.half(Field.defaultVariant) }

    /// How it buckets; `nil` where this reader does not know how.
    ///
    /// - Parameter general: the snapshot's, for a record that does not say.
    @inline(__always)
    func bucketing(otherwise general: Bucketing) -> Bucketing? {
        let own = start.half(Field.bucketing)
        return own == 0 ? general : Bucketing(rawValue: UInt8(truncatingIfNeeded: own))
    }

    @inline(__always)
    func variant(_ index: UInt32) -> VariantRecord? {
        guard index < variantCount,
            let first = structures(
                at: start.half(Field.variants), count: variantCount, size: RecordLayout.Variant.size)
        else { return nil }
        return VariantRecord(record: self, start: first + Int(index) &* RecordLayout.Variant.size)
    }

    /// Index of the variant whose name has that hash.
    func index(ofVariant hash: UInt64) -> UInt32? {
        guard
            var next = structures(
                at: start.half(Field.variants), count: variantCount, size: RecordLayout.Variant.size)
        else { return nil }
        var index: UInt32 = 0
        while index < variantCount {
            if next.word(0) == hash { return index }
            next += RecordLayout.Variant.size
            index &+= 1
        }
        return nil
    }

    /// Where `count` structures of `size` bytes start, if all of them lie in the record.
    @inline(__always)
    func structures(at offset: UInt32, count: UInt32, size: Int) -> UnsafeRawPointer? {
        let end = UInt64(offset) &+ UInt64(count) &* UInt64(truncatingIfNeeded: size)
        guard end <= UInt64(self.count) else { return nil }
        return start + Int(offset)
    }

    /// A text's bytes: at `structure + field` stand its offset and length.
    @inline(__always)
    func text(_ structure: UnsafeRawPointer, _ field: Int) -> Bytes? {
        let length = structure.half(field &+ 4)
        guard let start = structures(at: structure.half(field), count: length, size: 1) else { return nil }
        return Bytes(start, count: Int(length))
    }
}

struct VariantRecord {
    let record: DocumentRecord
    let start: UnsafeRawPointer

    var hash: UInt64 { start.word(0) }
    var name: Bytes? { record.text(start, RecordLayout.Variant.name) }
    var value: Bytes? { record.text(start, RecordLayout.Variant.value) }
}
