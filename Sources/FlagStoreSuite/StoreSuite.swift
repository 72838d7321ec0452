// What every store must do, whatever it is built on. A test target runs each check on storage of its own:
//
//     @Test(arguments: StoreSuite.checks) func `the store keeps its contract`(check: StoreSuite.Check) async throws

package import FlagStore
import Testing

package enum StoreSuite {
    /// One behaviour, named as a sentence.
    package struct Check: Sendable, CustomTestStringConvertible {
        package let name: String
        /// Runs it on storage that nothing else uses and that is not initialised.
        package let run: @Sendable (Storage) async throws -> Void

        package var testDescription: String { name }
    }

    /// Where the store under test keeps its namespaces; each client is a store of its own, as in another process.
    package struct Storage: Sendable {
        private let connect: @Sendable (_ namespace: String) async throws -> any DocumentStore

        /// - Parameter connect: makes a client of the namespace that it is given.
        package init(connect: @escaping @Sendable (_ namespace: String) async throws -> any DocumentStore) {
            self.connect = connect
        }

        /// Hands `body` as many clients as asked for, initialised unless told otherwise, and closes them.
        package func with(
            clients count: Int = 1, initialized: Bool = true, namespace: String = "prod",
            _ body: ([any DocumentStore]) async throws -> Void
        ) async throws {
            var clients: [any DocumentStore] = []
            for _ in 0..<count { clients.append(try await connect(namespace)) }
            do {
                if initialized { _ = try await clients[0].initialize() }
                try await body(clients)
            } catch {
                for client in clients { await client.close() }
                throw error
            }
            for client in clients { await client.close() }
        }

        func withStore(_ body: (any DocumentStore) async throws -> Void) async throws {
            try await with { try await body($0[0]) }
        }

        /// A second namespace, which nobody initialised.
        func withOther(_ body: (any DocumentStore) async throws -> Void) async throws {
            try await with(initialized: false, namespace: "other") { try await body($0[0]) }
        }
    }

    package static let checks: [Check] =
        lineageChecks + commitChecks + operationChecks + restoreChecks + rolloutChecks + renameChecks + loadChecks
        + limitChecks + contentChecks + logChecks + trimChecks + pastChecks + planChecks + breakGlassChecks
        + proposalChecks + approvalChecks + leaseChecks + archiveChecks + presenceChecks + hintChecks
        + concurrencyChecks
}

/// Passes where `body` fails for exactly this reason.
func expect(
    _ code: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("expected \(code.name)", sourceLocation: sourceLocation)
    } catch let error as StoreError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("expected \(code.name), not \(error)", sourceLocation: sourceLocation)
    }
}
