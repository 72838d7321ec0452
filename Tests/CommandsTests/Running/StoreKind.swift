import Samples
import TestServers
import Testing

/// The stores that commands are tried on.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite, redis

    /// Runs `body` with a fixture on a store of its own.
    func withFixture(_ body: (CommandFixture) async throws -> Void) async throws {
        switch self {
        case .sqlite: try await body(CommandFixture())
        case .redis:
            let server = try await RedisServer()
            try await body(CommandFixture(store: server.url))
            server.kill()
        }
    }

    /// The same with every kind of document applied.
    func withNamespace(_ body: (CommandFixture) async throws -> Void) async throws {
        try await withFixture { fixture in
            try await fixture.run("apply", "-f", "-", "--reason", "first", input: SampleDocuments.namespace)
                .expectStatus(0)
            try await body(fixture)
        }
    }
}
