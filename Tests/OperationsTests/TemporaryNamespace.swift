import FlagModel
import FlagStore
import Operations
import SQLiteStore
import TestServers
import Testing

/// A namespace in an embedded store of its own.
final class TemporaryNamespace: Sendable {
    private let folder: TemporaryFolder
    let store: SQLiteStore

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path("flags.db"), namespace: "default")
        _ = try await store.initialize()
    }

    deinit {
        let store = store
        Task { await store.close() }
    }

    /// A new one each time: each commit has an id of its own.
    var author: Authorship { Authorship(reason: "because", channel: "test") }

    /// Applies documents as a person would who ships directly.
    @discardableResult
    func apply(_ text: String) async throws -> ChangeOutcome {
        let parsed = DocumentParser.parse(Array(text.utf8), file: "f.yaml", mode: .author)
        #expect(!parsed.hasErrors, "\(parsed.diagnostics)")
        return try await perform(
            ChangeDocuments(
                WantedChange(documents: parsed.documents), terms: ChangeTerms(shipsDirectly: true)))
    }

    @discardableResult
    func perform<O: Operation>(_ operation: O) async throws -> O.Plan.Outcome {
        try await operation.plan(on: store).perform(in: store, as: author)
    }
}
