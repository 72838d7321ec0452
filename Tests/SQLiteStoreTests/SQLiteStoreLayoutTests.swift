// Files that earlier versions made, as they made them.

import FlagModel
import FlagStore
import TestServers
import Testing

@testable import SQLiteStore

@Suite struct SQLiteStoreLayoutTests {
    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", reason: "", source: "cli")
    }

    @Test(arguments: [1, 2] as [Int64])
    func `a file of an earlier layout is brought up to date with all that it holds`(layout: Int64) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        try EarlierLayout.write(to: path, layout: layout)
        let store = try SQLiteStore(path: path, namespace: "prod")
        let load = try await store.load(since: nil)
        #expect(load.lineage == Lineage(storeID: "5708e", epoch: 1, revision: 3))
        #expect(load.documents.map(\.body) == [Array("{}".utf8)])
        #expect(load.states.first?.state.kill?.by == "uid:kim@desk")
        #expect(load.faults.isEmpty && load.schedules.isEmpty)

        let earlier = try await store.history(limit: 10)
        #expect(earlier.map(\.revision) == [3, 2, 1])
        #expect(
            earlier.map(\.changes) == [["trip chat canary"], ["kill chat"], ["put feature/chat", "put feature/b"]])
        #expect(earlier[0].evidence == ["n": 200, "rate": 0.25])
        #expect(
            earlier[1].attribution
                == Attribution(
                    commitID: "k", actor: "uid:kim@desk", onBehalfOf: "sam", reason: "it's bad", source: "cli"))

        let change = DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: 1, body: nil)
        #expect(try await store.commit([change], by: attribution("d")).changed)
        let records = try await store.history(limit: 10)
        #expect(AuditChain.verify(records.reversed(), after: nil, storeID: "5708e", upTo: 4) == nil)
        let retried = try await store.apply(.kill, to: "chat", by: attribution("k"))
        #expect(retried.lineage.revision == 2)
        let body = ContentReference(document: change.id, digest: Digest.hexadecimal(of: Array("{}".utf8)))
        #expect(try await store.contents([body]) == [body.digest: Array("{}".utf8)])
        await store.close()
    }

    @Test func `a long log of an earlier layout is chained to its end`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        try EarlierLayout.write(to: path, layout: 2)
        try SQLiteConnection(path: path).execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 3500)
            INSERT INTO log SELECT 'prod', i, 1000 + i, 'c' || i, 'uid:kim@desk', NULL, 'r', 'cli', '["kill x"]', 'null'
            FROM n;
            UPDATE namespaces SET revision = 3500;
            """)
        let store = try SQLiteStore(path: path, namespace: "prod")
        let records = try await store.history(limit: .max)
        #expect(records.count == 3_500)
        #expect(AuditChain.verify(records.reversed(), after: nil, storeID: "5708e", upTo: 3_500) == nil)
        await store.close()
    }

    @Test func `many open a file of an earlier layout at once`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        try EarlierLayout.write(to: path, layout: 1)
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let store = try SQLiteStore(path: path, namespace: "prod")
                    let receipt = try await store.apply(
                        .withdraw(variant: "v\(number)", digest: ""), to: "chat", by: attribution("w\(number)"))
                    await store.close()
                    return receipt.lineage.revision
                }
            }
            let revisions = try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
            #expect(revisions == Set(4...11))
        }
    }
}
