// A disk that is full, or takes nothing any more.

import FlagModel
import FlagStore
import Glibc
import TestServers
import Testing

@testable import SQLiteStore

@Suite(.serialized, .enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
struct SQLiteStoreDiskTests {
    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", reason: "", source: "cli")
    }

    private func put(_ key: String, bytes: Int) -> [DocumentChange] {
        [
            DocumentChange(
                id: DocumentID(kind: "feature", key: key), expected: 0, body: [UInt8](repeating: 0x20, count: bytes))
        ]
    }

    @Test func `on a full disk reads go on, commits fail as reported, and they go on when there is room`() async throws
    {
        let disk = try SmallDisk(kilobytes: 2_048)
        let path = disk.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        let storeID = try await store.initialize().storeID
        try disk.fill(leaving: 600)
        var committed = 0
        var refusal: StoreError?
        while refusal == nil, committed < 1_000 {
            do throws(StoreError) {
                _ = try await store.commit(put("f\(committed)", bytes: 20_000), by: attribution("\(committed)"))
                committed += 1
            } catch {
                refusal = error
            }
        }
        #expect(refusal?.code == .refused)
        #expect(refusal?.message == "\(store.location): the disk is full")
        #expect(committed > 3)
        for reader in [store, try SQLiteStore(path: path, namespace: "prod")] {
            let load = try await reader.load(since: nil)
            #expect(load.documents.count == committed)
            #expect(load.doubt == nil, "there is no other copy that could be newer")
            #expect(load.lineage.revision == UInt64(committed))
            let records = try await reader.history(limit: .max)
            #expect(
                AuditChain.verify(records.reversed(), after: nil, storeID: storeID, upTo: UInt64(committed)) == nil)
        }
        disk.clear()
        let retried = try await store.commit(
            put("f\(committed)", bytes: 20_000), by: attribution("\(committed)"))
        #expect(retried.changed && retried.lineage.revision == UInt64(committed + 1))
        let integrity = try SQLiteConnection(path: path).first("PRAGMA integrity_check") { $0.text(0) }
        #expect(integrity == "ok")
        await store.close()
    }
}
