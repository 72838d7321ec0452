// The parts that every kind of record has.

internal import FlagSnapshot

extension LittleEndianBytes {
    /// Fills in the head, whose bytes are there already; returns where the key lies.
    @discardableResult
    mutating func appendHead(key: String, kind: UInt32) -> Text {
        typealias Field = RecordLayout.Head
        put(KeyHash.of(key), at: Field.keyHash)
        put(kind, at: Field.kind)
        let key = appendText(key)
        put(key, at: Field.key)
        return key
    }

    mutating func append(_ variants: [CompiledVariant]) {
        typealias Field = RecordLayout.Variant
        let list = appendRecords(variants.count, size: Field.size)
        put(list.count, at: RecordLayout.Head.variantCount)
        put(list.offset, at: RecordLayout.Head.variants)
        for (number, variant) in variants.enumerated() {
            let start = Int(list.offset) + number * Field.size
            put(KeyHash.of(variant.name), at: start)
            put(appendText(variant.name), at: start + Field.name)
            put(appendText(variant.value), at: start + Field.value)
        }
    }

    /// - Parameter bucketing: `nil`: the snapshot's.
    mutating func put(_ bucketing: Bucketing?) {
        put(UInt32(bucketing?.rawValue ?? 0), at: RecordLayout.Head.bucketing)
    }

    /// The attributes that the record's rules name, in the order of their bytes.
    mutating func append(_ read: AttributesRead, of key: String) throws(SnapshotWriter.Fault) {
        typealias Field = RecordLayout.Attributes
        guard read.names.count <= Int(Field.maximum) else {
            throw .tooManyAttributes(key: key, count: read.names.count)
        }
        let names = read.names.sorted { $0.lexicographicallyPrecedes($1) }
        let count = UInt32(clamping: names.count)
        let slots = Field.slots(for: count)
        let size = Int(count * Field.textSize + slots * Field.slotSize)
        let start = Int(appendRecords(1, size: size).offset)
        put(count, at: RecordLayout.Head.attributeCount)
        put(UInt32(clamping: start), at: RecordLayout.Head.attributes)
        put(read.isWhole ? RecordLayout.Head.wholeContext : 0, at: RecordLayout.Head.reads)
        var taken = Set<UInt64>()
        for (number, name) in names.enumerated() {
            put(appendText(name), at: start + number * Int(Field.textSize))
            guard slots > 0 else { continue }
            var slot = name.withUnsafeBytes { KeyHash.of($0) } & UInt64(slots - 1)
            while !taken.insert(slot).inserted { slot = (slot + 1) & UInt64(slots - 1) }
            put(
                UInt32(clamping: number + 1),
                at: start + Int(count * Field.textSize) + Int(slot) * Int(Field.slotSize))
        }
    }

    mutating func appendProgram(_ expression: LogicExpression, of key: String) throws(SnapshotWriter.Fault) -> Text {
        let program: [UInt8]
        do throws(LogicProgram.Fault) {
            program = try LogicProgram.encode(expression)
        } catch {
            throw .badRule(key: key, error)
        }
        align()
        return appendText(program)
    }

    func finished(key: String) throws(SnapshotWriter.Fault) -> SnapshotRecord {
        guard count <= UInt32.max else { throw .tooLarge }
        return SnapshotRecord(key: key, bytes: bytes)
    }
}
