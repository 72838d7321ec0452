import FlagModel
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
        #expect(result.errors.hasPrefix("flagpost: "))
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
