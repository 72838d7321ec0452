import FlagModel
import FlagStore
import Foundation
import Operations
import Samples
import SeededRandom
import TestServers
import Testing

@testable import Commands

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost export and import", .serialized)
struct ExportCommandTests {
    @Test("what is imported is what was exported, to the byte", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let text = try fixture.write("You are calm.\n\n  - off\n", to: "p.txt")
            try await fixture.run("prompt", "add", "support-system", "-f", text).expectStatus(0)
            let first = fixture.folder.path("first")
            let exported = try await fixture.run("export", "--output", first).expectStatus(0)
            #expect(exported.errors.contains("8 documents of revision 2 in \(first): 8 written, 0 as they were"))
            let prompt = try Self.text(of: "\(first)/prompt/support-system@2.yaml")
            #expect(prompt.contains("\n  You are calm.\n\n    - off\n"))
            try await fixture.run("store", "init", "--namespace", "other").expectStatus(0)
            try await fixture.run("import", first, "--namespace", "other", "--reason", "new").expectStatus(0)
            let second = fixture.folder.path("second")
            try await fixture.run("export", "--output", second, "--namespace", "other").expectStatus(0)
            for file in try FileManager.default.subpathsOfDirectory(atPath: first) where file.hasSuffix(".yaml") {
                #expect(try Self.text(of: "\(first)/\(file)") == Self.text(of: "\(second)/\(file)"))
            }
            let again = try await fixture.run("export", "--output", second).expectStatus(0)
            #expect(again.errors.contains("0 written, 8 as they were"))
            let all = try await fixture.run("export").expectStatus(0).output
            try await fixture.run("store", "init", "--namespace", "third").expectStatus(0)
            try await fixture.run("apply", "-f", "-", "--namespace", "third", input: all).expectStatus(0)
            #expect(try await fixture.run("export", "--namespace", "third").output == all)
        }
    }

    @Test("keys and kinds choose, and a file of no document is pointed out")
    func choosing() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let one = try await fixture.run("export", "segment/large", "support-system").expectStatus(0).output
            #expect(one.hasPrefix("apiVersion: flagpost/v1\nkind: prompt\nkey: support-system\n"))
            #expect(one.contains("\n---\napiVersion: flagpost/v1\nkind: segment\nkey: large\n"))
            let flags = try await fixture.run("export", "--kind", "flag").expectStatus(0).output
            #expect(!flags.contains("\n---\n"))
            let unknown = try await fixture.run("export", "lareg").expectStatus(1)
            #expect(unknown.errors.contains("large"))
            let folder = fixture.folder.path("out")
            try await fixture.run("export", "--output", folder).expectStatus(0)
            try await fixture.run("delete", "new-checkout", "--reason", "r").expectStatus(0)
            let left = try await fixture.run("export", "--output", folder).expectStatus(0)
            #expect(left.errors.contains("\(folder)/flag/new-checkout.yaml is of no document in the namespace"))
        }
    }

    @Test("documents of all sorts of texts come back to the byte, from files of the same bytes", arguments: 0..<20)
    func anyDocument(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<50 {
            let values = (0..<3).map { _ in JSONValue.random(depth: 4, using: &generator) }
            let written: JSONValue = [
                "kind": "flag", "key": .string("flag \(number)/é"), "state": "ENABLED",
                "variants": ["on": ["values": .array(values)], "off": [:]], "defaultVariant": "on",
                "metadata": ["text": .string(JSONValue.randomText(using: &generator))],
            ]
            let parsed = DocumentParser.parse(written.canonical, file: "random.json", mode: .author)
            let document = try #require(parsed.documents.first, "\(parsed.diagnostics)")
            let stored = StoredDocument(id: document.id, revision: 1, body: document.body)
            let file = try ExportedDocument(stored)
            let back = DocumentParser.parse(Array(file.text.utf8), file: file.path, mode: .author)
            #expect(back.diagnostics.filter { $0.severity == .error } == [], "\(file.text)")
            let again = try #require(back.documents.first, "\(file.text)")
            #expect(again.body == document.body, "\(file.text)")
            let twice = StoredDocument(id: again.id, revision: 7, body: again.body)
            #expect(try ExportedDocument(twice).text == file.text)
        }
    }

    @Test("any key makes a file name of its own that stays in its folder")
    func names() {
        let keys = ["a", "A/B", "../etc", ".x", "é", "e\u{301}", "a b", "a%20b", String(repeating: "é", count: 64)]
        let names = keys.map(ExportedDocument.fileName)
        #expect(Set(names).count == keys.count)
        #expect(names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") && $0.utf8.count <= 200 })
        #expect(ExportedDocument.fileName("support-system@12") == "support-system@12")
    }

    @Test("where a commit of many waits for approval, what comes after it is said to be left")
    func proposedBatch() async throws {
        let fixture = try await CommandFixture()
        let policy = "kind: policy\nattributes: [plan]"
        try await fixture.run(
            "apply", "-f", "-", input: "\(SampleDocuments.protectedFeature)\n---\n\(policy)"
        ).expectStatus(0)
        let flags = (1...1_001).map { "kind: flag\nkey: flag-\($0)\nstate: ENABLED\nvariants: {\"on\": true}" }
        let path = try fixture.write(
            (["kind: policy\nattributes: [plan, region]"] + flags).joined(separator: "\n---\n"), to: "many.yaml")
        let waits = try await fixture.run("import", path, "--reason", "r").expectStatus(3)
        #expect(waits.output.contains("2 more documents were not imported: repeat the import once this is approved"))
        let json = try await fixture.run("import", path, "--reason", "r", "-o", "json").expectStatus(3).json()
        #expect(json["not_imported"] == 2)
    }

    @Test("many documents go in commits of bearable size, what tunes a feature with it")
    func batches() throws {
        let texts =
            [
                "kind: params\nkey: t\nfeature: b\nvariant: x\nparameters: {a: {type: number, value: 1}}",
                "kind: segment\nkey: s\nwhen: {plan: [a]}", "kind: segment\nkey: r\nwhen: {plan: [a]}",
            ]
            + ["a", "b"].map {
                "kind: feature\nkey: \($0)\nvariants: {x: {static: hello}}\nonKill: x\nbaseline: x\nroute: [{serve: x}]"
            }
        let parsed = DocumentParser.parse(Array(texts.joined(separator: "\n---\n").utf8), file: "f.yaml", mode: .author)
        #expect(parsed.documents.count == 5, "\(parsed.diagnostics)")
        let batches = ImportBatches(parsed.documents, limit: 3).batches.map { $0.map { "\($0.id)" } }
        #expect(batches == [["segment/s", "segment/r", "feature/a"], ["feature/b", "params/t"]])
    }

    @Test("a commit of features has room for what they stand on")
    func roomForFoundations() throws {
        let texts =
            ["kind: segment\nkey: s\nwhen: {plan: [a]}"]
            + ["a", "b", "c"].map {
                "kind: feature\nkey: \($0)\nvariants: {x: {static: hello}}\nonKill: x\nbaseline: x\n"
                    + "route: [{when: {segment: s}, serve: x}, {serve: x}]"
            }
        let parsed = DocumentParser.parse(Array(texts.joined(separator: "\n---\n").utf8), file: "f.yaml", mode: .author)
        #expect(parsed.documents.count == 4, "\(parsed.diagnostics)")
        let batches = ImportBatches(parsed.documents, limit: 3).batches.map { $0.map { "\($0.id)" } }
        #expect(batches == [["segment/s", "feature/a"], ["feature/b", "feature/c"]])
        #expect(ImportBatches(parsed.documents, limit: 5).batches.count == 1)
    }

    private static func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
