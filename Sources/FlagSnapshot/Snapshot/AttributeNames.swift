/// The attributes that a document's rules name, as its record lists them. However many a caller gives, only these count.
package struct AttributeNames {
    private let record: DocumentRecord
    private let list: UnsafeRawPointer
    let count: Int
    /// A rule reads the context as a whole: every attribute counts.
    let isWhole: Bool

    private typealias Field = RecordLayout.Attributes

    /// `nil` where the record is damaged.
    @inline(__always)
    init?(_ record: DocumentRecord) {
        let start = record.start
        let count = start.half(RecordLayout.Head.attributeCount)
        let slots = Field.slots(for: count)
        guard count <= Field.maximum,
            let list = record.structures(
                at: start.half(RecordLayout.Head.attributes), count: count &* Field.textSize &+ slots &* Field.slotSize,
                size: 1)
        else { return nil }
        self.record = record
        self.list = list
        self.count = Int(count)
        isWhole = start.half(RecordLayout.Head.reads) & RecordLayout.Head.wholeContext != 0
    }

    /// The name's place in the list; `nil` where no rule names it.
    func place(of name: Bytes) -> Int? {
        guard count <= Int(Field.scanned) else { return find(name) }
        var place = 0
        while place < count {
            if isName(at: place, name) { return place }
            place &+= 1
        }
        return nil
    }

    private func find(_ name: Bytes) -> Int? {
        let table = list + count &* Int(Field.textSize)
        let mask = UInt64(Field.slots(for: UInt32(truncatingIfNeeded: count))) &- 1
        var slot = KeyHash.of(name) & mask
        var probes: UInt64 = 0
        while probes <= mask {
            let found = Int(table.half(Int(truncatingIfNeeded: slot) &* Int(Field.slotSize)))
            guard found > 0, found <= count else { return nil }
            if isName(at: found &- 1, name) { return found &- 1 }
            slot = (slot &+ 1) & mask
            probes &+= 1
        }
        return nil
    }

    @inline(__always)
    private func isName(at place: Int, _ name: Bytes) -> Bool {
        let field = place &* Int(Field.textSize)
        guard Int(list.half(field &+ 4)) == name.count, let text = record.text(list, field) else { return false }
        return text == name
    }
}
