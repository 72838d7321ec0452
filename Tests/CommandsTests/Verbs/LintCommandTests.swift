import FlagModel
import Samples
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost lint and diff", .serialized)
struct LintCommandTests {
    @Test("lint says what apply would, and needs no store")
    func lint() async throws {
        let fixture = try await CommandFixture(store: "redis://127.0.0.1:1", initialised: false)
        let good = try fixture.write(SampleDocuments.namespace, to: "good.yaml")
        #expect(
            try await fixture.run("lint", good).expectStatus(0).output == "7 documents, nothing to say against them\n")
        let bad = try fixture.write(
            SampleDocuments.namespace.replacing("segment: large", with: "segment: larg"), to: "bad.yaml")
        let found = try await fixture.run("lint", bad, "-o", "json").expectStatus(1).json()
        #expect(found["errors"] == 1)
        let finding = found["findings"]?.array?.first
        #expect(finding?["file"]?.string == bad)
        #expect(finding?["path"]?.string?.hasPrefix("route[0].when") == true)
        #expect(try await fixture.run("lint", bad).expectStatus(1).output.contains("there is no segment \"larg\""))
        try await fixture.run("lint").expectStatus(2)
    }

    @Test("lint prints the JSON Schema of every kind", arguments: DocumentKind.allCases.map(\.rawValue))
    func schema(kind: String) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let text = try await fixture.run("lint", "--schema", kind).expectStatus(0).output
        let schema = try JSONValue.parse(Array(text.utf8))
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test("diff tells by its status whether there is a difference", arguments: StoreKind.allCases)
    func diff(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            #expect(try await fixture.run("diff", "-", input: SampleDocuments.namespace).expectStatus(0).output.isEmpty)
            let changed = SampleDocuments.namespace.replacing("[enterprise]", with: "[enterprise, team]")
            let different = try await fixture.run("diff", "-", input: changed).expectStatus(1)
            #expect(different.output == "~ segment/large  changes revision 1\n    when.plan[1]: \"team\" added\n")
            let json = try await fixture.run("diff", "-", "-o", "json", input: changed).expectStatus(1).json()
            #expect(json["objections"] == [])
            try await fixture.run("diff", "-", input: "kind: nonsense").expectStatus(2)
            try await fixture.run("diff", "/nowhere.yaml").expectStatus(2)
            #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 1)
        }
    }
}
