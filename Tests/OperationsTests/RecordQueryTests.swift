import FlagStore
import Operations
import Samples
import Testing

@Suite struct RecordQueryTests {
    @Test func `a feature that is called like a variant does not get that variant's records`() async throws {
        let namespace = try await TemporaryNamespace()
        try await namespace.apply(SampleDocuments.feature)
        try await namespace.apply(SampleDocuments.feature.replacing("key: support-chat", with: "key: canary"))
        try await namespace.perform(Withdraw(key: "support-chat", variant: "canary"))
        try await namespace.perform(Kill(key: "canary"))
        func sentences(_ key: String) async throws -> [String] {
            try await RecordQuery(key: key, limit: 10).run(on: namespace.store).records.flatMap(\.changes)
        }
        #expect(try await sentences("canary") == ["kill canary", "put feature/canary"])
        #expect(
            try await sentences("support-chat")
                == ["withdraw support-chat canary", "put feature/support-chat"])
    }

    @Test func `what the namespace as a whole went through concerns every feature`() async throws {
        let namespace = try await TemporaryNamespace()
        try await namespace.apply(SampleDocuments.feature)
        try await namespace.perform(Kill(key: "@namespace"))
        let records = try await RecordQuery(key: "support-chat", limit: 1).run(on: namespace.store)
        #expect(records.records.first?.changes == ["kill @namespace"] && records.hasMore)
    }
}
