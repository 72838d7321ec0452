import FlagModel
import Foundation
import Testing

@Suite struct ExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    @Test func `every example is sound`() throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.root.appending(path: "examples"), includingPropertiesForKeys: nil
        ).filter { ["yaml", "json"].contains($0.pathExtension) }
        #expect(!files.isEmpty)
        for file in files {
            let parsed = DocumentParser.parse(
                Array(try Data(contentsOf: file)), file: file.lastPathComponent, mode: .author)
            #expect(parsed.diagnostics == [])
            #expect(!parsed.documents.isEmpty)
        }
    }

    @Test func `every document in the documentation is sound`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/documents.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        var documents: [Document] = []
        for block in blocks {
            let parsed = DocumentParser.parse(Array(block.utf8), file: "documents.md", mode: .author)
            #expect(parsed.diagnostics == [])
            documents += parsed.documents
        }
        #expect(Set(documents.map(\.kind)) == Set(DocumentKind.allCases))
        #expect(DocumentSet(documents.map(\.content)).findings(for: documents) == [], "together")
    }
}
