// What every kind of record has.

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
