import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

/// Seeded mutations of sound documents. Whatever comes out: no crash, no hang, and what is accepted loads on a host.
@Suite struct DocumentFuzzTests {
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3, 4] as [UInt64])
    func `mutated YAML is read or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<1_000 {
            accepted += check(generator.mutated(Array(ScopeTests.documented.utf8)), file: "f.yaml") ? 1 : 0
        }
        #expect((1..<1_000).contains(accepted))
    }

    @Test(.timeLimit(.minutes(1)), arguments: [5, 6, 7, 8] as [UInt64])
    func `mutated JSON is read or refused`(seed: UInt64) throws {
        let body = try #require(
            DocumentParser.parse(Array(ScopeTests.documented.utf8), file: "f.yaml", mode: .author).documents.first
        ).body
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<1_000 { accepted += check(generator.mutated(body), file: "f.json") ? 1 : 0 }
        #expect((1..<1_000).contains(accepted))
    }

    private func check(_ text: [UInt8], file: String) -> Bool {
        for mode in [DocumentMode.author, .host] {
            let parsed = DocumentParser.parse(text, file: file, mode: mode)
            #expect(parsed.hasErrors || !parsed.documents.isEmpty)
            for document in parsed.documents {
                let loaded = Document.load(body: document.body, name: "stored").document
                #expect(loaded?.content == document.content)
                #expect(loaded?.body == document.body)
                #expect(document.feature?.compiled().variants.count == document.feature?.variants.count)
            }
            if mode == .author, parsed.hasErrors { return false }
        }
        return true
    }
}
