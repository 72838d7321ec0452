import FlagModel
import Samples
import TestServers
import Testing

@Suite("flagpost's command line")
struct UsageTests {
    @Test("help goes to standard output and is no failure", arguments: [["--help"], [], ["kill", "--help"]])
    func help(arguments: [String]) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run(arguments).expectStatus(0)
        #expect(result.output.contains("flagpost kill"))
        #expect(result.errors.isEmpty)
    }

    @Test("completions are printed for every shell", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("--generate-completion-script", shell).expectStatus(0)
        #expect(result.output.contains("withdraw"))
    }

    @Test("an unknown verb is wrong usage")
    func unknownVerb() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("nonsense").expectStatus(2)
        #expect(result.errors.hasPrefix("flagpost: ") && !result.errors.contains("did you mean"))
    }

    @Test(
        "a mistyped verb is told which one is near",
        arguments: [(["kil", "chat"], "kill"), (["rollout", "promot", "chat"], "promote"), (["stat"], "status")])
    func mistypedVerb(arguments: [String], verb: String) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run(arguments).expectStatus(2)
        #expect(result.errors.contains("did you mean \"\(verb)\"?"), "\(result.errors)")
    }

    @Test("names of files and values of options are no commands to a terminal")
    func hostileNames() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let name = "x\u{1B}]0;owned\u{07}\u{200F}\u{2028}.yaml"
        for arguments in [["lint", name], ["list", "--kind", name], [name], ["kill", "chat", "--\(name)"]] {
            let result = try await fixture.run(arguments)
            #expect(result.status != 0 && !result.errors.isEmpty)
            for mark in ["\u{1B}", "\u{07}", "\u{200F}", "\u{2028}"] { #expect(!result.errors.contains(mark)) }
        }
    }

    @Test("a failure is the answer of who asked for JSON or YAML, and only where there is no other")
    func failureAsJSON() async throws {
        let fixture = try await CommandFixture.withFeature()
        let json = try await fixture.run("withdraw", "support-chat", "canarry", "--reason", "r", "-o", "json")
            .expectStatus(1).json()["error"]
        #expect(json?["code"] == "unknown" && json?["message"] == "support-chat has no variant canarry")
        #expect(json?["advice"]?.string?.contains("canary") == true)
        let yaml = try await fixture.run("get", "nope", "-o", "yaml").expectStatus(1).output
        #expect(try JSONValue.parseYAML(Array(yaml.utf8))?["error"]?["code"] == "unknown")
        #expect(try await fixture.run("get", "nope").expectStatus(1).output.isEmpty)
        let refused = SampleDocuments.feature.replacing("model: claude-sonnet-4", with: "model: claude-sonnet-5")
        let plan = try await fixture.run("apply", "-f", "-", "--dry-run", "-o", "json", input: refused)
        #expect(try plan.expectStatus(1).json()["changed"] == false)
    }

    @Test(
        "a document is named by its key, by kind and key, or by the two apart",
        arguments: [["support-chat"], ["feature/support-chat"], ["feature", "support-chat"]])
    func names(of document: [String]) async throws {
        let fixture = try await CommandFixture.withFeature()
        let got = try await fixture.run(["get"] + document + ["-o", "json"]).expectStatus(0).json()
        #expect(got["document"]?["key"] == "support-chat")
        try await fixture.run(["revert"] + document + ["--yes", "--to", "1"]).expectStatus(0)
        try await fixture.run(["delete"] + document + ["--yes", "--reason", "r"]).expectStatus(0)
        let kind = try await fixture.run("get", "faeture", "support-chat").expectStatus(2)
        #expect(kind.errors.contains("faeture is no kind of document"))
    }

    @Test("a feature may be named with its kind wherever one is killed, withdrawn, restored or rolled out")
    func featureWithKind() async throws {
        let fixture = try await CommandFixture.withFeature()
        for arguments in [
            ["kill", "feature/support-chat"], ["withdraw", "feature/support-chat", "canary"],
            ["restore", "feature/support-chat"], ["rollout", "rollback", "feature/support-chat"],
        ] {
            try await fixture.run(arguments + ["--reason", "r"]).expectStatus(0)
        }
        #expect(
            try await fixture.run("history", "feature/support-chat").output.contains("withdraw support-chat canary"))
        #expect(try await fixture.run("watch", "nope").expectStatus(1).errors.contains("nope"))
    }

    @Test("files are named with or without -f, and of a folder what is no document of ours is passed over")
    func files() async throws {
        let fixture = try await CommandFixture()
        let folder = try NewFolder(in: fixture.folder, "flags")
        try folder.write(SampleDocuments.feature, to: "chat.yaml")
        try folder.write("groups: []", to: "rules.yaml")
        for verb in ["lint", "diff", "apply", "import"] {
            for arguments in [[folder.path], ["-f", folder.path]] {
                let result = try await fixture.run([verb] + arguments)
                #expect(result.status == (verb == "diff" ? 1 : 0), "\(verb): \(result.errors)")
                #expect(result.errors.contains("rules.yaml: neither kind nor flags; passed over"))
            }
        }
        try await fixture.run("apply").expectStatus(2)
    }

    @Test(
        "a negative number is named as such, not taken for a missing one",
        arguments: [("--latency-ms", "'-5' is invalid"), ("--cost-usd", "0 or more"), ("--count", "1 to 1000")])
    func negative(option: String, words: String) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("report", "--feature", "a", "--result", "ok", option, "-5").expectStatus(2)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(!result.errors.contains("Missing value"))
    }

    @Test("without a store and an agent, says how to name one")
    func noStore() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("list", environment: ["FLAGPOST_STORE": ""]).expectStatus(1)
        #expect(result.errors.hasPrefix("flagpost: no store is named, and no agent answers on this host\n"))
    }

    @Test("a store that is no store is refused without repeating it")
    func malformedStore() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("list", "--store", "redis://user:secret@host").expectStatus(1)
        #expect(result.errors.contains("a store URL holds no password"))
        #expect(!result.errors.contains("secret"))
    }

    @Test("a store that cannot be opened is refused")
    func unopenableStore() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let folder = "sqlite:\(fixture.folder.path)"
        let result = try await fixture.run("store", "init", "--store", folder).expectStatus(1)
        #expect(result.errors.contains("flagpost: "))
    }
}
