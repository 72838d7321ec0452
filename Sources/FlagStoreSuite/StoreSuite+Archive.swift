import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let archiveChecks: [Check] = [
        Check(name: "a namespace made anew of its archive is the same, an epoch later") { storage in
            try await storage.withStore { store in
                try await fill(store)
                let archive = try await store.archive()
                #expect(archive.load.faults.isEmpty)
                #expect(archive.past.count == 4)
                #expect(archive.checkpoint?.revision == 1)
                try await storage.withOther { other in
                    let receipt = try await other.restore(archive, by: .suite("restore"))
                    let before = archive.load.lineage
                    #expect(
                        receipt.lineage
                            == Lineage(
                                storeID: before.storeID, epoch: before.epoch + 1, revision: before.revision + 1,
                                adoptedEpoch: before.adoptedEpoch))
                    #expect(!receipt.lineage.continues(before) && !receipt.lineage.isAdoption(over: before))
                    #expect(try await other.lineage() == receipt.lineage)
                    var copy = try await other.archive()
                    let record = try #require(copy.log.last)
                    copy.log.removeLast()
                    #expect(record.changes == ["restore archive"])
                    #expect(record.evidence == ["of": before.json])
                    #expect(copy.load.committedAt == receipt.at)
                    copy.load.lineage = before
                    (copy.load.now, copy.load.committedAt) = (archive.load.now, archive.load.committedAt)
                    #expect(copy == archive)
                    #expect(try await other.brokenChain() == nil)
                    try await goOn(other)
                }
                #expect(try await store.archive().log == archive.log)
            }
        },
        Check(name: "an archive is not restored over a namespace") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let archive = try await store.archive()
                await expect(.held) { _ = try await store.restore(archive, by: .suite("restore")) }
                #expect(try await store.lineage() == archive.load.lineage)
                #expect(try await store.history(limit: 10).count == 1)
            }
        },
        Check(name: "an archive whose restore is repeated, as its answer was lost, gets that answer") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let archive = try await store.archive()
                try await storage.withOther { other in
                    let receipt = try await other.restore(archive, by: .suite("restore"))
                    #expect(try await other.restore(archive, by: .suite("restore")) == receipt)
                    await expect(.held) { _ = try await other.restore(archive, by: .suite("another")) }
                    #expect(try await other.history(limit: 10).count == 2)
                }
            }
        },
        Check(name: "an empty namespace is archived and restored, too") { storage in
            try await storage.withStore { store in
                let archive = try await store.archive()
                try await storage.withOther { other in
                    await expect(.uninitialised) { _ = try await other.archive() }
                    _ = try await other.restore(archive, by: .suite("restore"))
                    #expect(try await other.lineage().revision == 1)
                    #expect(try await other.brokenChain() == nil)
                    _ = try await other.initialize()
                    #expect(try await other.lineage().epoch == 2)
                }
            }
        },
        Check(name: "what a newer version said in a record is kept as it was") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                var archive = try await store.archive()
                let text = Array("{\"actor\":\"uid:kim@desk\",\"newer\":[1.50,\"\\u00e9\"],\"commit\":\"c\"}".utf8)
                let digest = Digest.hexadecimal(of: text)
                let old = archive.log[0]
                let chain = AuditChain.link(
                    after: AuditChain.origin, storeID: archive.load.lineage.storeID, revision: old.revision,
                    at: old.at, payloadDigest: digest)
                archive.log = [
                    ChangeRecord(revision: old.revision, at: old.at, text: text, payloadDigest: digest, chain: chain)
                ]
                try await storage.withOther { other in
                    _ = try await other.restore(archive, by: .suite("restore"))
                    let record = try #require(try await other.history(before: 2, limit: 1).first)
                    #expect(record == archive.log[0])
                    #expect(record.attribution.actor == "uid:kim@desk")
                    #expect(try await other.brokenChain() == nil)
                }
            }
        },
    ]

    /// Something of everything that an archive holds.
    private static func fill(_ store: any DocumentStore) async throws {
        try await store.put("chat", "A")
        let first = try #require(try await store.history(limit: 1).first)
        try await store.put("chat", "B", expected: 1)
        try await store.put("talk", "A")
        try await store.put("talk", "C", expected: 3)
        let bytes = DocumentChange(id: .feature("bytes"), expected: 0, body: [0, 255, 10, 13], digests: ["v": "d"])
        _ = try await store.commit([bytes], by: .suite("bytes"))
        _ = try await store.delete("talk", expected: 4)
        _ = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("s", reason: hostileTexts[1]))
        _ = try await store.apply(.withdraw(variant: "canary", digest: "c1"), to: "chat", by: .suite("w"))
        _ = try await store.apply(
            .trip(.suite("main", digest: "m1", basis: 1, evidence: ["rate": 0.1, "empty": [:]])), to: "chat",
            by: .suite("t"))
        _ = try await store.apply(.kill, to: FeatureState.namespaceKey, by: .suite("k"))
        _ = try await store.adopt(by: .suite("adopt"))
        let at = try await store.now() + later
        try await store.plan("plan", at: at, [.suite("chat", "D", expected: 2), .suite("new", "E")])
        let back = Schedule.suite(
            "back", at: at + 1, .breakGlass, [.suite("bytes", nil)],
            operations: [.init(.kill, on: "chat"), .init(.withdraw(variant: "main", digest: ""), on: "chat")])
        _ = try await store.commit(
            Commit([.suite("bytes", "wide", expected: 5)], schedule: back), by: .suite("back"))
        let checkpoint = AuditChain.Checkpoint(revision: 1, chain: first.chain)
        _ = try await store.trimLog(through: checkpoint, by: .suite("trim"))
        try await store.beat()
    }

    /// What was restored is as good as what was archived.
    private static func goOn(_ store: any DocumentStore) async throws {
        await expect(.conflict) { try await store.put("chat", "D", expected: 1) }
        await expect(.held) { try await store.put("bytes", "more", expected: 13) }
        _ = try await store.commit(Commit([], cancels: "plan"), by: .suite("cancel"))
        try await store.put("chat", "D", expected: 2)
        #expect(try await store.kept(["A", "B", "C", "D"], of: "chat") == ["A", "B", "D"])
        #expect(try await store.kept(["A", "B", "C", "D"], of: "talk") == ["A", "C"])
        #expect(try await store.brokenChain() == nil)
    }
}
