import FlagModel
import SeededRandom
import SnapshotWriting
import Testing

/// Seeded mutations of sound documents. Whatever comes out: no crash, no hang, and what is accepted loads on a host and
/// compiles.
@Suite struct DocumentFuzzTests {
    private static let flagFile = """
        metadata: {flagSetId: shop}
        $evaluators:
          isPro: {in: [{var: plan}, [pro, 5, 2.5]]}
        flags:
          checkout:
            state: ENABLED
            variants: {on: true, off: false}
            defaultVariant: off
            targeting: {if: [{$ref: isPro}, on, {fractional: [[on, 5], [off, 95]]}]}
        """

    private static let small = """
        kind: prices
        models: {sonnet: {input: $3, output: $15.5, cached: $0.3}}
        ---
        kind: policy
        attributes: [plan, region]
        bucketing: v2
        ---
        kind: flag
        key: banner
        state: DISABLED
        variants: {red: {"x": [1, 2.5]}}
        targeting: {sem_ver: [{var: version}, ">=", "2.1"]}
        """

    static let samples = [
        ScopeTests.documented, ResolvingTests.others, ResolvingTests.others + "\n---\n" + ResolvingTests.feature,
        flagFile, small,
    ]

    @Test(.timeLimit(.minutes(1)), arguments: samples.enumerated().map { (UInt64($0.offset), $0.element) })
    func `mutated YAML is read or refused`(seed: UInt64, text: String) {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<800 { accepted += check(generator.mutated(Array(text.utf8)), file: "f.yaml") ? 1 : 0 }
        #expect((1..<800).contains(accepted))
    }

    @Test(.timeLimit(.minutes(1)), arguments: samples.enumerated().map { (UInt64($0.offset + 50), $0.element) })
    func `mutated JSON is read or refused`(seed: UInt64, text: String) throws {
        let documents = DocumentParser.parse(Array(text.utf8), file: "f.yaml", mode: .author).documents
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<800 {
            let body = try #require(documents.randomElement(using: &generator)).body
            accepted += check(generator.mutated(body), file: "f.json") ? 1 : 0
        }
        #expect((1..<800).contains(accepted))
    }

    private func check(_ text: [UInt8], file: String) -> Bool {
        for mode in [DocumentMode.author, .host] {
            let parsed = DocumentParser.parse(text, file: file, mode: mode)
            #expect(parsed.hasErrors || !parsed.documents.isEmpty || isEmptyFlagFile(text, file: file))
            let set = DocumentSet(parsed.documents.map(\.content))
            _ = set.findings(for: parsed.documents)
            for document in parsed.documents {
                let loaded = Document.load(body: document.body, name: "stored").document
                #expect(loaded?.content == document.content)
                #expect(loaded?.body == document.body)
                check(document.content, among: set)
            }
            if mode == .author, parsed.hasErrors { return false }
        }
        return true
    }

    private func check(_ content: DocumentContent, among set: DocumentSet) {
        switch content {
        case .feature(let feature):
            let (resolved, diagnostics) = set.resolved(feature)
            #expect(feature.compiled().variants.count == feature.variants.count)
            if !diagnostics.contains(where: { $0.severity == .error }) {
                #expect(throws: Never.self) { try resolved.compiled().record() }
            }
        case .flag(let flag): #expect(throws: Never.self) { try flag.compiled().record() }
        default: break
        }
    }

    /// A file of flagd's may hold no flags.
    private func isEmptyFlagFile(_ text: [UInt8], file: String) -> Bool {
        let value = file.hasSuffix(".json") ? try? JSONValue.parse(text) : (try? JSONValue.parseYAML(text)) ?? nil
        return value?["flags"]?.object?.isEmpty == true || value?["flags"]?.array?.isEmpty == true
    }
}
