internal import FlagSnapshot

extension CompiledFlag {
    /// The flag as it lies in a snapshot.
    package func record() throws(SnapshotWriter.Fault) -> SnapshotRecord {
        typealias Field = RecordLayout.Flag
        if let index = defaultVariant, !variants.indices.contains(index) {
            throw .noSuchVariant(key: key, index: index)
        }
        var record = LittleEndianBytes()
        record.appendZeroes(Field.size)
        record.appendHead(key: key, kind: RecordLayout.Head.flag)
        record.put(
            defaultVariant.map { UInt32(clamping: $0) } ?? RecordLayout.noVariant,
            at: RecordLayout.Head.defaultVariant)
        record.put(UInt32(isEnabled ? 1 : 0), at: Field.isEnabled)
        if let targeting { record.put(try record.appendProgram(targeting, of: key), at: Field.targeting) }
        record.append(variants)
        record.put(record.appendText(metadata), at: Field.metadata)
        record.put(bucketing)
        var read = AttributesRead()
        if let targeting { read.add(targeting) }
        try record.append(read, of: key)
        return try record.finished(key: key)
    }
}
