import FlagModel
import SnapshotWriting

/// The flags of one flagd document: `{"flags": {key: {"state", "variants", "defaultVariant", "targeting", "metadata"}}}`.
func compiledFlags(_ document: String) throws -> [CompiledFlag] {
    let flags = try JSONValue.parse(Array(document.utf8))["flags"]?.object ?? [:]
    return try flags.map { key, flag in
        let variants = (flag["variants"]?.object ?? [:]).sorted { $0.key < $1.key }
        return CompiledFlag(
            key: key, isEnabled: flag["state"]?.string == "ENABLED",
            variants: variants.map { CompiledVariant(name: $0.key, value: $0.value.canonical) },
            defaultVariant: variants.firstIndex { $0.key == flag["defaultVariant"]?.string },
            targeting: try flag["targeting"].map { try LogicExpression($0) },
            metadata: flag["metadata"]?.canonical ?? [])
    }
}
