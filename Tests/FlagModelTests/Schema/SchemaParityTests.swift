import FlagModel
import Testing

/// The parser's half; Tests/python/test_document_schema.py holds the schemas against the same table.
@Suite struct SchemaParityTests {
    @Test func `the table is there`() {
        #expect(DocumentCase.all.count > 400)
        #expect(Set(DocumentCase.all.map(\.base)) == Set(DocumentKind.allCases.map(\.rawValue)))
    }

    @Test(arguments: DocumentCase.all)
    func `the parser accepts and refuses`(one: DocumentCase) {
        let parsed = DocumentParser.parse(one.document.canonical, file: "f.json", mode: .author)
        #expect(parsed.hasErrors == (one.verdict != .sound), "\(parsed.diagnostics.map(\.description))")
        #expect(parsed.documents.count == (one.verdict == .sound ? 1 : 0))
    }

    @Test(arguments: DocumentCase.all)
    func `what is sound can be stored and read again`(one: DocumentCase) throws {
        guard one.verdict == .sound else { return }
        let document = try #require(
            DocumentParser.parse(one.document.canonical, file: "f.json", mode: .author).documents.first)
        let loaded = Document.load(body: document.body, name: "stored")
        #expect(loaded.document?.content == document.content, "\(loaded.diagnostics)")
        #expect(loaded.document?.body == document.body)
        #expect(loaded.diagnostics == [])
    }
}
