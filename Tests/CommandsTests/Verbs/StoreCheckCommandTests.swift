import FlagModel
import TestServers
import Testing

@Suite("flagpost store check")
struct StoreCheckCommandTests {
    @Test("says what is wrong and what to do, with status 1 where there is an error")
    func plain() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        let result = try await fixture.run("store", "check").expectStatus(1)
        #expect(result.output.contains("error    persistence"))
        #expect(result.output.contains("-> set appendonly yes"))
        #expect(result.output.hasSuffix("1 error, 2 warnings, 0 unknown\n"))
        let json = try await fixture.run("store", "check", "-o", "json").expectStatus(1).json()
        #expect(json["errors"] == 1)
        let subjects = json["findings"]?.array?.compactMap { $0["subject"]?.string } ?? []
        #expect(subjects.contains("eviction"))
        server.kill()
    }

    @Test("a store of which all is well has status 0")
    func well() async throws {
        let server = try await RedisServer(keepsData: true)
        let fixture = try await CommandFixture(store: server.url)
        try await fixture.run("store", "check").expectStatus(0)
        server.kill()
    }

    @Test("a store that does not answer is told of, not given up on")
    func away() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        server.kill()
        let json = try await fixture.run("store", "check", "-o", "json").expectStatus(1).json()
        #expect(json["findings"]?.array?.count == 1)
        #expect(json["findings"]?.array?.first?["subject"] == "connection")
    }

    @Test("an embedded store is told to be for practice where two people must agree")
    func embedded() async throws {
        let fixture = try await CommandFixture()
        let result = try await fixture.run("store", "check").expectStatus(0)
        #expect(result.output.contains("for practice only"))
    }

    @Test("a role that there is none of is wrong usage")
    func role() async throws {
        let fixture = try await CommandFixture()
        try await fixture.run("store", "check", "--role", "king").expectStatus(2)
    }
}
