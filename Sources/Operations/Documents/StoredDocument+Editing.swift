package import FlagModel
package import FlagStore

extension StoredDocument {
    /// The document with some of its fields changed, read as what a person wrote.
    ///
    /// - Throws: an `OperationError` that says what is wrong with the result.
    package func edited(_ edit: (inout [String: JSONValue]) -> Void) throws(OperationError) -> Document {
        guard let body, case .object(var members)? = try? JSONValue.parse(body) else {
            throw OperationError(.invalid, id.description, "\(id) cannot be read", .applyFile)
        }
        edit(&members)
        return try Document.written(.object(members), name: id.description)
    }
}

extension Document {
    /// A document made by an operation, checked like one that a person wrote.
    package static func written(_ body: JSONValue, name: String) throws(OperationError) -> Document {
        let parsed = DocumentParser.parse(body.canonical, file: name, mode: .author)
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        guard let document = parsed.documents.first, errors.isEmpty else {
            let reasons = errors.map(\.description.withoutControls)
            throw OperationError(
                .invalid, name, reasons.isEmpty ? "\(name) cannot be read" : reasons.joined(separator: "\n"),
                .hint("Nothing was changed."))
        }
        return document
    }
}
