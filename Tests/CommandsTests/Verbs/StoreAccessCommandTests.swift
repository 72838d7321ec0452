import FlagModel
import Foundation
import Samples
import TestServers
import Testing

@Suite("flagpost store acl")
struct StoreAccessCommandTests {
    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    private func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    @Test("prints a line with a placeholder, and needs no store for that")
    func placeholder() async throws {
        let fixture = try await CommandFixture(store: "redis://nowhere.invalid", initialised: false)
        let result = try await fixture.run(
            "store", "acl", "--user", "ann", "--role", "operator", "--role", "approver", "--namespaces", "prod,staging"
        ).expectStatus(0)
        #expect(result.output.hasPrefix("user ann reset on #<SHA-256 of the password> %R~flagpost:{prod}:* "))
        #expect(result.output.contains("flagpost:{staging}:approval:ann:*"))
        #expect(result.output.filter { $0 == "\n" }.count == 1)
    }

    @Test("a password is made once, in a file of one's own, and stands nowhere else")
    func password() async throws {
        let fixture = try await CommandFixture(store: "redis://nowhere.invalid", initialised: false)
        let file = fixture.folder.path("ann.password")
        let arguments = ["store", "acl", "--user", "ann", "--role", "viewer", "--password-file", file]
        let first = try await fixture.run(arguments).expectStatus(0)
        let password = try text(of: file).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(password.count == 64)
        #expect(try mode(of: file) == 0o600)
        #expect(!first.output.contains(password) && !first.errors.contains(password))
        #expect(first.output.contains("#\(Digest.hexadecimal(of: Array(password.utf8))) "))
        #expect(try await fixture.run(arguments).output == first.output)
    }

    @Test("--apply makes the user, who can do their work and no more")
    func apply() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        let file = fixture.folder.path("password")
        for (user, role) in [("ann", "operator"), ("web-1", "agent")] {
            let made = try await fixture.run(
                "store", "acl", "--user", user, "--role", role, "--password-file", file, "--apply"
            ).expectStatus(0)
            #expect(made.errors.contains("made \(user)"))
            #expect(made.errors.contains("a restart forgets the users"))
        }
        func environment(_ user: String) -> [String: String] {
            ["FLAGPOST_REDIS_USERNAME": user, "FLAGPOST_REDIS_PASSWORD_FILE": file]
        }
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.feature, environment: environment("ann"))
            .expectStatus(0)
        try await fixture.run("kill", "support-chat", "--reason", "r", environment: environment("web-1"))
            .expectStatus(0)
        let refused = try await fixture.run(
            "delete", "support-chat", "--reason", "r", environment: environment("web-1")
        ).expectStatus(1)
        #expect(refused.errors.contains("refused: the Redis user web-1 may not make this change in namespace default"))
        #expect(refused.errors.contains("An operator changes documents"))
        #expect(!refused.errors.contains("script") && !refused.errors.contains("NOPERM"), "\(refused.errors)")
        try await fixture.run("store", "check", "--role", "agent", environment: environment("web-1")).expectStatus(0)
        let short = try await fixture.run("store", "check", "--role", "operator", environment: environment("web-1"))
            .expectStatus(1)
        #expect(short.output.contains("too few for an operator"))
        server.kill()
    }

    @Test("who only looks is told that a change takes another role")
    func viewer() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        let file = fixture.folder.path("password")
        try await fixture.run(
            "store", "acl", "--user", "vic", "--role", "viewer", "--password-file", file, "--apply"
        ).expectStatus(0)
        let refused = try await fixture.run(
            "apply", "-f", "-", input: SampleDocuments.feature,
            environment: ["FLAGPOST_REDIS_USERNAME": "vic", "FLAGPOST_REDIS_PASSWORD_FILE": file]
        ).expectStatus(1)
        #expect(refused.errors.contains("the Redis user vic may not make this change"))
        #expect(refused.errors.contains("Nothing was changed."))
        #expect(!refused.errors.contains("NOPERM"), "\(refused.errors)")
        server.kill()
    }

    @Test("store init --acl writes a rule and a password for each role, once")
    func initialising() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url, initialised: false)
        let file = fixture.folder.path("flagpost.acl")
        try await fixture.run("store", "init", "--acl", file).expectStatus(0)
        let lines = try text(of: file).split(separator: "\n")
        #expect(
            lines.map { $0.split(separator: " ")[1] }
                == ["flagpost-agent", "flagpost-operator", "flagpost-approver", "flagpost-viewer"])
        #expect(try mode(of: file) == 0o600)
        let other = try await RedisServer(arguments: ["--aclfile", file])
        let environment = [
            "FLAGPOST_REDIS_USERNAME": "flagpost-viewer",
            "FLAGPOST_REDIS_PASSWORD_FILE": fixture.folder.path("flagpost-viewer.password"),
        ]
        try await fixture.run("store", "init", "--store", other.url).expectStatus(0)
        try await fixture.run("list", "--store", other.url, environment: environment).expectStatus(0)
        let again = try await fixture.run("store", "init", "--acl", file).expectStatus(1)
        #expect(again.errors.contains("is there already"))
        let printed = try await fixture.run("store", "init", "--acl", "-").expectStatus(0)
        #expect(printed.output.filter { $0 == "\n" }.count == 5)
        #expect(printed.output.contains("user flagpost-agent reset on #<SHA-256 of the password>"))
        server.kill()
        other.kill()
    }

    @Test(
        "what makes no sense is refused before anything is made",
        arguments: [
            (["--user", "default", "--role", "viewer"], 1), (["--user", "a:b", "--role", "viewer"], 1),
            (["--user", "ann", "--role", "viewer", "--namespaces", "a,*"], 1), (["--user", "ann"], 2),
            (["--role", "viewer"], 2), (["--user", "ann", "--role", "viewer", "--apply"], 2),
        ] as [([String], Int32)])
    func refused(arguments: [String], status: Int32) async throws {
        let fixture = try await CommandFixture(store: "redis://nowhere.invalid", initialised: false)
        let file = fixture.folder.path("p")
        let more = arguments.contains("--apply") ? [] : ["--password-file", file]
        try await fixture.run(["store", "acl"] + arguments + more).expectStatus(status)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test("an embedded store has no users")
    func embedded() async throws {
        let fixture = try await CommandFixture()
        let result = try await fixture.run("store", "init", "--acl", "-").expectStatus(1)
        #expect(result.errors.contains("has no users"))
    }
}
