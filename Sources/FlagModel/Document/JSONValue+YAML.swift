/// Why a text is no YAML that is taken here, and where.
package struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1; 0 where there is no line to point at.
    package var line: Int
    package var message: String

    package var description: String { line > 0 ? "line \(line): \(message)" : message }
}

extension JSONValue {
    /// Reads one YAML document as documents are read: 1.2's core schema, without anchors, aliases and tags.
    ///
    /// - Returns: `nil` where the text holds no document; the first where it holds several.
    package static func parseYAML(
        _ bytes: [UInt8], limits: JSONLimits = .standard
    ) throws(YAMLError) -> JSONValue? {
        let (documents, faults) = YAMLDocumentReader.read(bytes, limits: limits)
        if let fault = faults.first { throw YAMLError(line: fault.line, message: fault.message) }
        return documents.first?.value
    }
}
