import FlagModel
import FlagStore
import SQLiteStore
import Samples
import Testing

@Suite("flagpost get, list, delete, store init and watch")
struct LookingCommandTests {
    @Test("get prints YAML that can be applied again as it is")
    func getRoundTrip() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("kill", "support-chat", "--reason", "line\nbreak\u{1B}[31m").expectStatus(0)
        let text = try await fixture.run("get", "support-chat").expectStatus(0).output
        #expect(text.hasPrefix("# feature/support-chat at revision 1\n# killed by uid:"))
        #expect(!text.contains("\u{1B}"))
        let again = try await fixture.run("apply", "-f", "-", input: text).expectStatus(0)
        #expect(again.output == "nothing to change\n")
    }

    @Test("get prints document and state as JSON, and the document alone as YAML, which can be applied")
    func getForms() async throws {
        let fixture = try await CommandFixture.withFeature()
        let json = try await fixture.run("get", "support-chat", "-o", "json").expectStatus(0).json()
        let yaml = try await fixture.run("get", "support-chat", "-o", "yaml").expectStatus(0).output
        #expect(json["document"]?["onKill"] == "handoff")
        #expect(json["state"] == .null)
        #expect(try JSONValue.parseYAML(Array(yaml.utf8)) == json["document"])
        #expect(try await fixture.run("apply", "-f", "-", input: yaml).output == "nothing to change\n")
    }

    @Test("get of an unknown key is refused")
    func getUnknown() async throws {
        let fixture = try await CommandFixture()
        let result = try await fixture.run("get", "nothing", "-o", "json").expectStatus(1)
        #expect(try result.json()["error"]?["code"] == "unknown")
        #expect(result.errors.contains("The namespace holds no documents at all."))
    }

    @Test("list shows what is held against what")
    func list() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("withdraw", "support-chat", "canary", "--reason", "r").expectStatus(0)
        #expect(
            try await fixture.run("list").expectStatus(0).output == """
                KEY           KIND     REVISION  ROLLOUT  HELD
                support-chat  feature  1         -        canary withdrawn

                """)
        #expect(try await fixture.run("list", "--kind", "prompt").output == "no documents\n")
    }

    @Test("delete removes a document, and what was held holds again when it returns")
    func delete() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("kill", "support-chat", "--reason", "r").expectStatus(0)
        let deleted = try await fixture.run("delete", "support-chat", "--reason", "gone").expectStatus(0)
        #expect(deleted.output == "deleted feature/support-chat at revision 3\n")
        try await fixture.run("delete", "support-chat", "--reason", "gone").expectStatus(1)
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.feature).expectStatus(0)
        let held = try await fixture.run("list", "-o", "json").json()["documents"]?.array?.first?["held"]
        #expect(held == ["killed"])
    }

    @Test("store init makes a namespace once, and keeps it when repeated")
    func initialise() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let first = try await fixture.run("store", "init", "-o", "json").expectStatus(0).json()
        let second = try await fixture.run("store", "init", "-o", "json").expectStatus(0).json()
        #expect(first["created"] == true)
        #expect(second["created"] == false)
        #expect(first["store_id"] == second["store_id"])
        try await fixture.run("list", "--namespace", "prod").expectStatus(1)
        try await fixture.run("store", "init", "--namespace", "prod").expectStatus(0)
        try await fixture.run("list", environment: ["FLAGPOST_NAMESPACE": "prod"]).expectStatus(0)
    }

    @Test("watch prints changes as they come, of the feature that was asked for")
    func watch() async throws {
        let fixture = try await CommandFixture.withFeature()
        let other = SampleDocuments.feature.replacing("support-chat", with: "search")
        let watch = try fixture.process(["watch", "support-chat", "-o", "json"])
        try await watch.waitForOutput("\"event\":\"begin\"")
        try await fixture.run("apply", "-f", "-", input: other).expectStatus(0)
        try await fixture.run("kill", "search", "--reason", "not mine").expectStatus(0)
        try await fixture.run("kill", "support-chat", "--reason", "mine").expectStatus(0)
        try await watch.waitForOutput("\"reason\":\"mine\"")
        watch.stop()
        let events = try await watch.result().output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
        let changes = events.filter { $0["event"] == "change" }
        #expect(changes.map { $0["changes"] } == [["kill support-chat"]])
        #expect(changes.first?["revision"] == 4)
    }
}
