/// One ordinary flag as it lies in a snapshot. What lies outside of its record is `nil`.
struct FlagRecord {
    let record: DocumentRecord

    private typealias Field = RecordLayout.Flag

    init?(_ record: DocumentRecord) {
        guard record.isOf(kind: RecordLayout.Head.flag, size: Field.size) else { return nil }
        self.record = record
    }

    /// A program; empty: none.
    var targeting: Bytes? { record.text(record.start, Field.targeting) }
    var metadata: Bytes? { record.text(record.start, Field.metadata) }
    var isEnabled: Bool { record.start.half(Field.isEnabled) != 0 }

    /// Index of the variant of that name.
    func index(ofVariant name: Bytes) -> UInt32? {
        guard let index = record.index(ofVariant: KeyHash.of(name)), let found = record.variant(index)?.name,
            found == name
        else { return nil }
        return index
    }
}
