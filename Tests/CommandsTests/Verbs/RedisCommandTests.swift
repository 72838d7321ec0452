import FlagModel
import Samples
import TestServers
import Testing

@Suite("flagpost on Redis")
struct RedisCommandTests {
    @Test("every verb that speaks to the store does so on Redis")
    func wholeLoop() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.feature).expectStatus(0)
        let changed = SampleDocuments.feature.replacing("claude-opus-4", with: "claude-haiku-4")
        let applied = try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
        #expect(applied.errors.contains("variants.canary.model: \"claude-opus-4\" -> \"claude-haiku-4\""))
        #expect(applied.errors.contains("store \(server.url) (from FLAGPOST_STORE), namespace default"))
        try await fixture.run("withdraw", "support-chat", "canary", "--reason", "rude").expectStatus(0)
        try await fixture.run("kill", "support-chat", "--reason", "worse").expectStatus(0)
        let list = try await fixture.run("list", "-o", "json").expectStatus(0).json()
        #expect(list["documents"]?.array?.first?["held"] == ["killed", "canary withdrawn"])
        let restored = try await fixture.run("restore", "support-chat", "--reason", "fixed").expectStatus(0)
        #expect(restored.output.contains("lifted: killed by redis:default"))
        try await fixture.run("kill", "suport-chat", "--reason", "r").expectStatus(1)
        try await fixture.run("get", "support-chat").expectStatus(0)
        try await fixture.run("delete", "support-chat", "--reason", "gone").expectStatus(0)
        #expect(try await fixture.run("list").output == "no documents\n")
        server.kill()
    }

    @Test("a namespace that is not initialised is refused")
    func uninitialised() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url, initialised: false)
        let result = try await fixture.run("kill", "a", "--reason", "r").expectStatus(1)
        #expect(result.errors.contains("flagpost store init --store \(server.url)"))
        server.kill()
    }

    @Test("the password comes from a file or the environment")
    func password() async throws {
        let server = try await RedisServer(arguments: ["--requirepass", "secret"])
        let fixture = try await CommandFixture(store: server.url, initialised: false)
        let path = try fixture.write("secret\n", to: "password")
        try await fixture.run("store", "init", "--redis-password-file", path).expectStatus(0)
        try await fixture.run("list", environment: ["FLAGPOST_REDIS_PASSWORD": "secret"]).expectStatus(0)
        let refused = try await fixture.run("list", environment: ["FLAGPOST_REDIS_PASSWORD": "wrong"]).expectStatus(1)
        #expect(!refused.errors.contains("wrong"))
        #expect(refused.errors.split(separator: server.url).count == 2, "\(refused.errors)")
        #expect(refused.errors.split(separator: "WRONGPASS").count == 2, "\(refused.errors)")
        #expect(!refused.errors.contains("Nothing was changed."))
        let write = try await fixture.run(
            "kill", "a", "--reason", "r", environment: ["FLAGPOST_REDIS_PASSWORD": "wrong"]
        ).expectStatus(1)
        #expect(write.errors.contains("Nothing was changed."))
        server.kill()
    }

    @Test("a kill that meets a Redis that is just restarting is made once it is back")
    func patience() async throws {
        let server = try await RedisServer(keepsData: true)
        let fixture = try await CommandFixture(store: server.url)
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.feature).expectStatus(0)
        server.kill()
        let command = try fixture.process(["kill", "support-chat", "--reason", "r", "-o", "json"])
        try await Task.sleep(for: .milliseconds(500))
        try await server.start()
        let answer = try await command.result().expectStatus(0).json()
        #expect(answer["changed"] == true)
        #expect(answer["revision"] == 2)
        server.kill()
    }

    @Test("a Redis that is away is said to be, with what to do")
    func away() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        server.kill()
        let result = try await fixture.run("kill", "support-chat", "--reason", "r").expectStatus(1)
        #expect(result.errors.contains("\(server.url) does not answer"))
        #expect(result.errors.contains("repeat the command"))
    }
}
