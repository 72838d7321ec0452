import FlagModel
import Testing

@Suite("flagpost eval")
struct EvaluateCommandTests {
    @Test("prints the decision with its reason, as text and as JSON")
    func decides() async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(CommandFixture.feature, revision: 42, for: fixture)
        let arguments = ["eval", "support-chat", "--unit", "user-1", "--attr", "plan=enterprise"]
        let json = try await fixture.process(arguments + ["-o", "json"]).result().expectStatus(0).json()
        #expect(json["feature"] == "support-chat")
        #expect(json["variant"] == "stable")
        #expect(json["value"]?["model"] == "claude-sonnet-4")
        #expect(json["value"]?["ai"] == true)
        #expect(json["reason"] == "TARGETING_MATCH")
        #expect(json["cause"] == .null)
        #expect(json["arm"] == .null)
        #expect(json["revision"] == 42)
        #expect(json["decision"]?.string?.utf8.count == 26)
        #expect(json.object?.count == 9)
        let text = try await fixture.process(arguments).result().expectStatus(0).output
        #expect(text.hasPrefix("stable  TARGETING_MATCH\nrevision 42, confirmed "))
        #expect(text.contains("model: claude-sonnet-4\n"))
    }

    @Test("a split puts the unit on a side, the same one every time")
    func split() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let half = CommandFixture.feature.replacing("canary: 5%, stable: 95%", with: "canary: 50%, stable: 50%")
        try PublishedSnapshot.publish(half, revision: 1, for: fixture)
        var variants: Set<String> = []
        for unit in ["a", "b", "c", "d", "e", "f", "a"] {
            let json = try await fixture.run("eval", "support-chat", "--unit", unit, "-o", "json").json()
            #expect(json["reason"] == "SPLIT")
            #expect(json["arm"] == (json["variant"] == "stable" ? "control" : "treatment"))
            variants.insert("\(unit) \(json["variant"]?.string ?? "")")
        }
        #expect(variants.count == 6)
    }

    @Test("without a snapshot says so, and answers null")
    func notReady() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("eval", "support-chat", "--unit", "u", "-o", "json").expectStatus(1)
        #expect(try result.json()["value"] == .null)
        #expect(try result.json()["reason"] == "ERROR")
        #expect(result.errors.hasPrefix("flagpost: nothing has been published on this host\n"))
    }

    @Test("an unknown feature is refused")
    func unknown() async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(CommandFixture.feature, revision: 1, for: fixture)
        let result = try await fixture.run("eval", "nothing", "--unit", "u").expectStatus(1)
        #expect(result.errors.hasPrefix("flagpost: there is no feature nothing on this host\n"))
        #expect(result.output.isEmpty)
    }

    @Test("too many attributes are refused")
    func tooMany() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let attributes = (0..<65).flatMap { ["--attr", "a\($0)=1"] }
        let result = try await fixture.process(["eval", "support-chat"] + attributes).result().expectStatus(2)
        #expect(result.errors.hasPrefix("flagpost: at most 64 attributes can be given\n"))
    }
}
