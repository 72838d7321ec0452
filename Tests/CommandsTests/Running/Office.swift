import FlagModel
import Samples
import TestServers
import Testing

/// A namespace in Redis with a protected feature, and people who share it, each with a user of their own.
struct Office {
    let server: RedisServer
    let fixture: CommandFixture

    /// Runs `body` in an office that holds `documents`.
    static func open(
        _ documents: String = SampleDocuments.protectedNamespace, _ body: (Office) async throws -> Void
    ) async throws {
        let server = try await RedisServer()
        for name in ["ann", "ben", "cleo"] {
            try server.command("ACL", "SETUSER", name, "on", "nopass", "~*", "&*", "+@all")
        }
        let office = Office(server: server, fixture: try await CommandFixture(store: server.url))
        try await office.run("ann", "apply", "-f", "-", "--reason", "first", input: documents).expectStatus(0)
        try await body(office)
        server.kill()
    }

    func run(_ person: String, _ arguments: String..., input: String? = nil) async throws -> CommandResult {
        try await run(as: person, arguments, input: input)
    }

    func run(as person: String, _ arguments: [String], input: String? = nil) async throws -> CommandResult {
        try await fixture.run(
            arguments, input: input,
            environment: ["FLAGPOST_REDIS_USERNAME": person, "FLAGPOST_REDIS_PASSWORD": "any"])
    }

    /// Applies documents in which some text is replaced.
    func apply(
        _ person: String, _ old: String, _ new: String, _ arguments: String...,
        in documents: String = SampleDocuments.protectedNamespace
    ) async throws -> CommandResult {
        try await run(
            as: person, ["apply", "-f", "-", "--reason", "because"] + arguments,
            input: documents.replacing(old, with: new))
    }

    /// The name of the only open proposal.
    func proposal(sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let open = try await run("ann", "proposals", "-o", "json").json()["proposals"]?.array ?? []
        #expect(open.count == 1, "\(open)", sourceLocation: sourceLocation)
        return open.last?["name"]?.string ?? ""
    }

    func status(of name: String) async throws -> String? {
        try await run("ann", "proposals", "show", name, "-o", "json").json()["status"]?.string
    }

    /// What is stored of a document.
    func stored(_ key: String) async throws -> JSONValue? {
        try await run("ann", "get", key, "-o", "json").json()["document"]
    }
}
