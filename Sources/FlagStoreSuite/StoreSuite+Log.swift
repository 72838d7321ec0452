import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let logChecks: [Check] = [
        Check(name: "every revision has a record, chained to the one before it") { storage in
            try await storage.withStore { store in
                #expect(try await store.brokenChain() == nil)
                try await store.put("chat")
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                _ = try await store.apply(.kill, to: "chat", by: .suite("again"))
                let trip = FeatureState.Trip.suite("main", digest: "m1", basis: 1)
                _ = try await store.apply(.trip(trip), to: "chat", by: .suite("t", reason: hostileTexts[0]))
                _ = try await store.adopt(by: .suite("adopt"))
                _ = try await store.delete("chat", expected: 1)
                var ahead = presence("a")
                ahead.lineage = try await store.lineage()
                ahead.lineage.revision = 41
                try await store.announce(ahead)
                try await store.put("chat", "{\"again\":1}")
                #expect(try await store.history(limit: 10).map(\.revision) == [42, 5, 4, 3, 2, 1])
                #expect(try await store.brokenChain() == nil)
            }
        },
        Check(name: "a record names contents by their digest, and says where they come from") { storage in
            try await storage.withStore { store in
                var by = Attribution.suite("both")
                by.origin = "desk-7"
                try await store.put("old")
                let changes: [DocumentChange] = [.suite("chat", "{\"a\":1}"), .suite("old", nil, expected: 1)]
                try await store.put("stays")
                let stored = try #require(try await store.document("stays"))
                let stays = DocumentChange(
                    id: stored.id, expected: stored.revision, body: stored.body, digests: stored.digests)
                let commit = Commit(changes + [stays], on: [stays.id])
                let receipt = try await store.commit(commit, by: by)
                let record = try #require(try await store.history(limit: 1).first)
                #expect(record.revision == receipt.lineage.revision)
                #expect(record.at == receipt.at)
                #expect(record.attribution == by)
                #expect(record.payload == Commit(changes).payload(by: by))
                #expect(record.text == record.payload.text)
                #expect(record.payloadDigest == record.payload.digest)
                #expect(
                    record.payload.changes == [
                        LoggedChange(
                            .put(.feature("chat"), content: Digest.hexadecimal(of: Array("{\"a\":1}".utf8)))),
                        LoggedChange(.delete(.feature("old"))),
                    ])
            }
        },
        Check(name: "a record lists all that was asked of a commit that changed anything") { storage in
            try await storage.withStore { store in
                _ = try await store.commit([.suite("a", "{}"), .suite("b", "{}")], by: .suite("two"))
                let changes: [DocumentChange] = [.suite("a", "{}", expected: 1), .suite("b", "[]", expected: 1)]
                _ = try await store.commit(changes, by: .suite("one of two"))
                #expect(try await store.history(limit: 1).first?.changes == ["put feature/a", "put feature/b"])
                #expect(try await store.load(since: 1).documents.map(\.id.key) == ["b"])
            }
        },
        Check(name: "the history goes on before any revision") { storage in
            try await storage.withStore { store in
                for number in 0..<6 { try await store.put("f\(number)") }
                #expect(try await store.history(before: 5, limit: 2).map(\.revision) == [4, 3])
                #expect(try await store.history(before: 3, limit: 10).map(\.revision) == [2, 1])
                #expect(try await store.history(before: 99, limit: 1).map(\.revision) == [6])
                #expect(try await store.history(before: 1, limit: 10).isEmpty)
                #expect(try await store.history(before: 0, limit: 10).isEmpty)
            }
        },
    ]

    static let trimChecks: [Check] = [
        Check(name: "the log is trimmed behind a checkpoint, and the chain goes on from there") { storage in
            try await storage.withStore { store in
                for number in 0..<6 { try await store.put("f\(number)") }
                #expect(try await store.checkpoint() == nil)
                let third = try #require(try await store.history(before: 4, limit: 1).first)
                let checkpoint = AuditChain.Checkpoint(revision: 3, chain: third.chain)
                let receipt = try await store.trimLog(through: checkpoint, by: .suite("trim"))
                #expect(receipt.changed && receipt.lineage.revision == 7)
                #expect(try await store.checkpoint() == checkpoint)
                let records = try await store.history(limit: 10)
                #expect(records.map(\.revision) == [7, 6, 5, 4])
                #expect(records[0].changes == ["trim log 3"])
                #expect(records[0].evidence == ["chain": .string(third.chain)])
                #expect(try await store.brokenChain() == nil)
                #expect(try await store.trimLog(through: checkpoint, by: .suite("trim")) == receipt)
                let last = AuditChain.Checkpoint(revision: 7, chain: records[0].chain)
                _ = try await store.trimLog(through: last, by: .suite("trim all"))
                #expect(try await store.history(limit: 10).map(\.revision) == [8])
                #expect(try await store.brokenChain() == nil)
                #expect(try await store.load(since: nil).documents.count == 6)
            }
        },
        Check(name: "a checkpoint that is not the log's own trims nothing") { storage in
            try await storage.withStore { store in
                for number in 0..<3 { try await store.put("f\(number)") }
                let records = try await store.history(limit: 3)
                for (revision, chain) in [
                    (2, records[0].chain), (3, AuditChain.origin), (4, records[0].chain), (0, ""),
                ] {
                    let checkpoint = AuditChain.Checkpoint(revision: UInt64(revision), chain: chain)
                    await expect(.conflict) {
                        _ = try await store.trimLog(through: checkpoint, by: .suite("trim \(revision)"))
                    }
                }
                let second = AuditChain.Checkpoint(revision: 2, chain: records[1].chain)
                _ = try await store.trimLog(through: second, by: .suite("trim"))
                await expect(.conflict) { _ = try await store.trimLog(through: second, by: .suite("trim again")) }
                #expect(try await store.history(limit: 10).map(\.revision) == [4, 3])
            }
        },
        Check(name: "what was replaced up to the checkpoint goes with the records") { storage in
            try await storage.withStore { store in
                for (index, body) in ["A", "B", "C", "D"].enumerated() {
                    try await store.put("chat", body, expected: UInt64(index))
                }
                #expect(try await store.kept(["A", "B", "C", "D"], of: "chat") == ["A", "B", "C", "D"])
                let third = try #require(try await store.history(before: 4, limit: 1).first)
                let checkpoint = AuditChain.Checkpoint(revision: 3, chain: third.chain)
                _ = try await store.trimLog(through: checkpoint, by: .suite("trim"))
                #expect(try await store.kept(["A", "B", "C", "D"], of: "chat") == ["C", "D"])
            }
        },
        Check(name: "a full log takes restrictions only, until it is trimmed") { storage in
            try await storage.withOther { store in
                let archive = StoreArchive.full
                let restored = try await store.restore(archive, by: .suite("restored"))
                #expect(try await store.restoreAgain(archive) == .held)
                await expect(.logFull) { try await store.put("more") }
                await expect(.logFull) { _ = try await store.adopt(by: .suite("adopt")) }
                let restore = StateOperation.restore(variant: nil, expected: 0)
                await expect(.logFull) { _ = try await store.apply(restore, to: "chat", by: .suite("r")) }
                #expect(try await store.apply(.kill, to: "chat", by: .suite("k")).changed)
                let withdrawal = StateOperation.withdraw(variant: "canary", digest: "c1")
                #expect(try await store.apply(withdrawal, to: "chat", by: .suite("w")).changed)
                try await store.beat()
                let last = try #require(archive.log.last)
                let checkpoint = AuditChain.Checkpoint(revision: last.revision, chain: last.chain)
                _ = try await store.trimLog(through: checkpoint, by: .suite("trim"))
                try await store.put("more")
                let revision = restored.lineage.revision
                #expect(try await store.history(limit: 10).map(\.revision) == (revision...revision + 4).reversed())
                #expect(try await store.brokenChain() == nil)
            }
        },
    ]
}

extension DocumentStore {
    fileprivate func restoreAgain(_ archive: StoreArchive) async throws -> StoreError.Code? {
        do throws(StoreError) {
            _ = try await restore(archive, by: .suite("restored again"))
            return nil
        } catch {
            return error.code
        }
    }
}

extension StoreArchive {
    /// A log that one record more fills: that of its restoration.
    fileprivate static var full: StoreArchive {
        let payload = ChangePayload(
            attribution: .suite("many"), changes: [LoggedChange(.put(.feature("x"), content: ""))])
        let first = ChangeRecord(revision: 0, at: 0, payload: payload, payloadDigest: payload.digest, chain: "")
        let count = UInt64(StoreLimits.logRecords - 1)
        let log = (1...count).map { revision in
            var record = first
            record.revision = revision
            let number = String(revision, radix: 16)
            record.chain = String(repeating: "0", count: 64 - number.count) + number
            return record
        }
        let document = StoredDocument(
            id: .feature("chat"), revision: 1, body: Array("{}".utf8), digests: ["canary": "c1", "main": "m1"])
        let load = StoreLoad(
            lineage: Lineage(storeID: "full", epoch: 1, revision: count),
            unitKey: [UInt8](repeating: 7, count: 16), isComplete: false, documents: [document], states: [])
        return StoreArchive(load: load, checkpoint: nil, log: log, past: [])
    }
}
