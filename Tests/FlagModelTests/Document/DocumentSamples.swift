import FlagModel
import Testing

/// Several documents at once, as an author's file.
func parsed(_ text: String, mode: DocumentMode = .author) -> ParsedDocuments {
    DocumentParser.parse(Array(text.utf8), file: "f.yaml", mode: mode)
}

/// What a file's documents are told as a set.
func findings(_ text: String, over stored: String = "") throws -> [String] {
    let documents = parsed(text)
    try #require(documents.diagnostics.filter { $0.severity == .error } == [])
    let set = DocumentSet(parsed(stored).documents.map(\.content) + documents.documents.map(\.content))
    return set.findings(for: documents.documents).map(\.description)
}
