import FlagModel
import Foundation
import Testing

@Suite struct ExampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../examples").standardizedFileURL

    @Test func `every example is sound`() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { ["yaml", "json"].contains($0.pathExtension) }
        #expect(!files.isEmpty)
        for file in files {
            let parsed = DocumentParser.parse(
                Array(try Data(contentsOf: file)), file: file.lastPathComponent, mode: .author)
            #expect(parsed.diagnostics == [])
            #expect(!parsed.documents.isEmpty)
        }
    }
}
