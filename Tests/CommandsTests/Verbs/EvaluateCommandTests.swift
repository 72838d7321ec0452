import FlagModel
import Samples
import Testing

@Suite("flagpost eval")
struct EvaluateCommandTests {
    @Test("prints the decision with its reason, as text and as JSON")
    func decides() async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(SampleDocuments.feature, revision: 42, for: fixture)
        let arguments = ["eval", "support-chat", "--unit", "user-1", "--attr", "plan=enterprise"]
        let json = try await fixture.run(arguments + ["-o", "json"]).expectStatus(0).json()
        #expect(json["feature"] == "support-chat")
        #expect(json["variant"] == "stable")
        #expect(json["value"]?["model"] == "claude-sonnet-4")
        #expect(json["value"]?["ai"] == true)
        #expect(json["reason"] == "TARGETING_MATCH")
        #expect(json["cause"] == .null)
        #expect(json["arm"] == .null)
        #expect(json["revision"] == 42)
        #expect(json["decision"]?.string?.utf8.count == 26)
        #expect(json.object?.count == 11)
        let text = try await fixture.run(arguments).expectStatus(0).output
        #expect(text.hasPrefix("stable  TARGETING_MATCH\nrevision 42, confirmed "))
        #expect(text.contains("model: claude-sonnet-4\n"))
    }

    @Test("a split puts the unit on a side, the same one every time")
    func split() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let half = SampleDocuments.feature.replacing("canary: 5%, stable: 95%", with: "canary: 50%, stable: 50%")
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
        try PublishedSnapshot.publish(SampleDocuments.feature, revision: 1, for: fixture)
        let result = try await fixture.run("eval", "nothing", "--unit", "u").expectStatus(1)
        #expect(result.errors.hasPrefix("flagpost: there is no feature or flag nothing on this host\n"))
        #expect(result.output.isEmpty)
    }

    @Test("attributes that no rule names make no difference, however many there are", arguments: [80, 1_000, 20_000])
    func many(count: Int) async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(Self.flags, revision: 3, for: fixture)
        let others = (0..<count).map { "other\($0): beta\n" }.joined()
        let path = try fixture.write("\(others)targetingKey: u\n", to: "context.yaml")
        for (groups, variant) in [("[]", "off"), (#"["beta"]"#, "on")] {
            let answer = try await fixture.run(
                "eval", "checkout", "--context", path, "--attr", "groups:=\(groups)", "-o", "json"
            ).expectStatus(0).json()
            #expect(answer["variant"]?.string == variant)
        }
    }

    private static let flags = """
        {"flags": {
          "checkout": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
            "targeting": {"if": [{"in": ["beta", {"var": "groups"}]}, "on", null]}, "metadata": {"owner": "shop"}},
          "asleep": {"state": "DISABLED", "variants": {"on": true}, "defaultVariant": "on"},
          "odd": {"state": "ENABLED", "variants": {"on": 1}, "defaultVariant": "on", "targeting": {"cat": ["no", "ne"]}}
        }}
        """

    @Test("a flag is decided with structured attributes, its metadata told")
    func flag() async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(Self.flags, revision: 3, for: fixture)
        let answer = try await fixture.run(
            "eval", "checkout", "--attr", #"groups:=["beta", "team"]"#, "-o", "json"
        ).expectStatus(0).json()
        #expect(answer["variant"] == "on")
        #expect(answer["value"] == true)
        #expect(answer["reason"] == "TARGETING_MATCH")
        #expect(answer["metadata"] == ["owner": "shop"])
        #expect(answer["error"] == .null)
        let text = try await fixture.run("eval", "checkout").expectStatus(0).output
        #expect(text.hasPrefix("off  DEFAULT\n"))
        #expect(text.contains("metadata  owner: \"shop\"\nfalse\n"))
    }

    @Test("a context comes from a file, what is named beside it goes over it")
    func contextFile() async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(Self.flags, revision: 3, for: fixture)
        let path = try fixture.write("targetingKey: user-1\ngroups: [beta]\n", to: "context.yaml")
        func variant(_ arguments: String...) async throws -> JSONValue? {
            try await fixture.run(["eval", "checkout", "--context", path, "-o", "json"] + arguments)
                .expectStatus(0).json()["variant"]
        }
        #expect(try await variant() == "on")
        #expect(try await variant("--attr", "groups:=[]") == "off")
        let broken = try fixture.write("[1", to: "broken.yaml")
        try await fixture.run("eval", "checkout", "--context", broken).expectStatus(1)
    }

    @Test("a disabled flag leaves the value to its caller, which is no error; a failing rule is one")
    func withoutVariant() async throws {
        let fixture = try await CommandFixture(initialised: false)
        try PublishedSnapshot.publish(Self.flags, revision: 3, for: fixture)
        let asleep = try await fixture.run("eval", "asleep").expectStatus(0)
        #expect(asleep.output == "the caller's own default  DISABLED\n")
        let odd = try await fixture.run("eval", "odd", "-o", "json").expectStatus(1)
        #expect(try odd.json()["error"] == "GENERAL")
        #expect(odd.errors.contains("the rule of odd came to something that is no variant"))
        #expect(try await fixture.run("eval", "none", "-o", "json").expectStatus(1).json()["error"] == "FLAG_NOT_FOUND")
    }
}
