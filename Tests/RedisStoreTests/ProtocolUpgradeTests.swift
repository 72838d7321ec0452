import FlagModel
import FlagStore
import FlagStoreSuite
import Foundation
import RedisClient
import TestServers
import Testing

@testable import RedisStore

/// A namespace that was written through functions of protocol 1, on a server that has these.
@Suite struct ProtocolUpgradeTests {
    /// A feature that was edited, a withdrawal and a kill, as commands of Redis. Bytes are characters of the same number.
    private static func commands() throws -> [RESPCommand] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ProtocolOneNamespace.jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let words = try #require(JSONValue.parse(Array(line.utf8)).array).compactMap(\.string)
            let arguments = words.map {
                RESPCommand.Argument($0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
            }
            return RESPCommand(try #require(words.first), Array(arguments.dropFirst()))
        }
    }

    /// Version 7 of the library, as far as it tells apart.
    private static let library = """
        #!lua name=flagpost
        redis.register_function{
          function_name = 'flagpost_version', callback = function() return {7, 1, 1} end, flags = {'no-writes'}}
        redis.register_function{
          function_name = 'flagpost_v1_lineage', callback = function() return {'ok', 's', '1', '4', '0'} end,
          flags = {'no-writes'}}
        """

    private func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
        do throws(StoreError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    private func withNamespace(
        _ body: @Sendable (RedisStore, RedisClient) async throws -> Void
    ) async throws {
        let server = try await RedisServer()
        let configuration = RedisConfiguration(endpoint: .socket(path: server.socket))
        let client = RedisClient(configuration: configuration)
        _ = try await client.send(RESPCommand("FUNCTION", "LOAD", .init(Self.library)))
        for command in try Self.commands() { _ = try await client.send(command) }
        let store = try RedisStore(configuration: configuration, namespace: "prod")
        try await body(store, client)
        await store.close()
        await client.close()
    }

    @Test func `until store init is run, everything and store check say in one sentence what to do`() async throws {
        try await withNamespace { store, _ in
            let sentence =
                "has version 7 of Flagpost's function library, which serves protocol 1, and this flagpost speaks 2; run "
                + "`flagpost store init` of this version once"
            let loading = await failure { () throws(StoreError) in _ = try await store.load(since: nil) }
            let restricting = await failure { () throws(StoreError) in
                _ = try await store.apply(.kill, to: "chat", by: .by("default", "k"))
            }
            for error in [loading, restricting] {
                #expect(error?.code == .uninitialised)
                #expect(error?.message.contains(sentence) == true, "\(String(describing: error))")
            }
            let findings = await store.examine(for: [])
            let finding = try #require(findings.first { $0.subject == "library" })
            #expect(finding.status == .error)
            #expect(finding.text == "version 7 serves protocol 1, and this flagpost speaks 2")
            #expect(finding.advice?.contains("run `flagpost store init` of this version once") == true)
        }
    }

    @Test func `after store init everything that was written is there, and goes on`() async throws {
        try await withNamespace { store, _ in
            let lineage = try await store.initialize()
            #expect(lineage.storeID == "482c8686cc9815c279b1aca3d7c70558")
            #expect(lineage.revision == 4)
            let load = try await store.load(since: nil)
            #expect(load.faults.isEmpty)
            #expect(load.documents.map(\.id.description) == ["feature/chat"])
            #expect(load.documents.map(\.revision) == [2])
            let state = try #require(load.states.first?.state)
            #expect(state.kill?.reason == "stop")
            #expect(state.withdrawn["other"]?.act.reason == "wrong")

            let restored = try await store.apply(
                .restore(variant: nil, expected: 4), to: "chat", by: .by("default", "r"))
            #expect(restored.lineage.revision == 5)
            let change = DocumentChange(id: load.documents[0].id, expected: 2, body: Array("{}".utf8))
            #expect(try await store.commit([change], by: .by("default", "c")).lineage.revision == 6)
            let records = try await store.history(limit: 10)
            #expect(records.map(\.revision) == [6, 5, 4, 3, 2, 1])
            var chain = AuditChain.origin
            for record in records.reversed() {
                let lines = [chain, lineage.storeID, "\(record.revision)", "\(record.at)", record.payloadDigest]
                chain = Digest.hexadecimal(of: Array(lines.joined(separator: "\n").utf8))
                #expect(record.chain == chain)
            }
            let digest = "1b8976637f863e84a20c728b45757c64eb703e7e8b8ae0ad295e0db535ae74f1"
            let past = ContentReference(document: change.id, digest: digest)
            #expect(try await store.contents([past])[digest] != nil)
        }
    }
}
