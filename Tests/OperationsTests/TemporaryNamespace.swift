import FlagModel
import FlagStore
import Operations
import Testing

/// A namespace in memory, with a clock that stands.
struct TemporaryNamespace {
    static let now: Int64 = 1_790_000_000_000

    let store: any DocumentStore

    init() async throws {
        store = try MemoryStore(namespace: "default", in: MemoryStorage { Self.now })
        _ = try await store.initialize()
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
