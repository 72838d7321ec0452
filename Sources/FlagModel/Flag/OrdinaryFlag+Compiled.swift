package import SnapshotWriting

extension OrdinaryFlag {
    /// The flag with names resolved to indices and its rule read.
    package func compiled() throws(LogicError) -> CompiledFlag {
        let names = variants.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var rule: LogicExpression?
        if let targeting { rule = try LogicExpression(targeting) }
        return CompiledFlag(
            key: key, isEnabled: isEnabled,
            variants: names.map { CompiledVariant(name: $0, value: (variants[$0] ?? .null).canonical) },
            defaultVariant: defaultVariant.flatMap { names.firstIndex(of: $0) }, targeting: rule,
            metadata: metadata.isEmpty ? [] : JSONValue.object(metadata).canonical)
    }
}
