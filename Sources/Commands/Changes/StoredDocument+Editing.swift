import FlagModel
import FlagStore

extension StoredDocument {
    /// The document with some of its fields changed, read as what a person wrote.
    ///
    /// - Throws: a `Failure` that says what is wrong with the result.
    func edited(_ edit: (inout [String: JSONValue]) -> Void) throws -> Document {
        guard let body, case .object(var members)? = try? JSONValue.parse(body) else {
            throw Failure("\(id) cannot be read", advice: "Apply it anew from its file: flagpost apply -f FILE")
        }
        edit(&members)
        return try Document.written(.object(members), name: id.description)
    }
}

extension Document {
    /// A document made by a command, checked like one that a person wrote.
    static func written(_ body: JSONValue, name: String) throws -> Document {
        let parsed = DocumentParser.parse(body.canonical, file: name, mode: .author)
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        guard let document = parsed.documents.first, errors.isEmpty else {
            let reasons = errors.map { $0.description.withoutControls }
            throw Failure(
                reasons.isEmpty ? "\(name) cannot be read" : reasons.joined(separator: "\n"),
                advice: "Nothing was changed.")
        }
        return document
    }
}
