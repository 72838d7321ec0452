import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let commitChecks: [Check] = [
        Check(name: "a commit that saw an older revision is refused and changes nothing") { storage in
            try await storage.withStore { store in
                let first = try await store.put("chat", "{\"a\":1}")
                #expect(first.changed)
                await expect(.conflict) { try await store.put("chat", "{\"a\":2}") }
                let second = try await store.put("chat", "{\"a\":3}", expected: first.lineage.revision)
                await expect(.conflict) { try await store.put("chat", "{\"a\":4}", expected: first.lineage.revision) }
                await expect(.conflict) { try await store.put("other", expected: 1) }
                let document = try await store.document("chat")
                #expect(document?.body == Array("{\"a\":3}".utf8))
                #expect(document?.revision == second.lineage.revision)
                #expect(document?.digests == ["canary": "c1", "main": "m1"])
                #expect(try await store.lineage().revision == 2)
            }
        },
        Check(name: "a commit of several documents is one revision, or nothing") { storage in
            try await storage.withStore { store in
                let changes = (1...5).map {
                    DocumentChange(id: .feature("f\($0)"), expected: 0, body: Array("{}".utf8))
                }
                let receipt = try await store.commit(changes, by: .suite("five"))
                #expect(receipt.lineage.revision == 1)
                let mixed = [
                    DocumentChange(id: .feature("f6"), expected: 0, body: Array("{}".utf8)),
                    DocumentChange(id: .feature("f1"), expected: 7, body: Array("[]".utf8)),
                ]
                await expect(.conflict) { _ = try await store.commit(mixed, by: .suite("mixed")) }
                let load = try await store.load(since: nil)
                #expect(load.documents.map(\.id.key) == ["f1", "f2", "f3", "f4", "f5"])
                #expect(load.documents.allSatisfy { $0.revision == 1 })
                #expect(load.lineage.revision == 1)
            }
        },
        Check(name: "a commit id seen before returns its first receipt and does nothing") { storage in
            try await storage.with(clients: 2) { clients in
                let change = DocumentChange(id: .feature("chat"), expected: 0, body: Array("{}".utf8))
                let first = try await clients[0].commit([change], by: .suite("once"))
                let again = try await clients[1].commit([change], by: .suite("once"))
                #expect(again == first)
                let killed = try await clients[0].apply(.kill, to: "chat", by: .suite("kill once"))
                let restored = try await clients[0].apply(
                    .restore(variant: nil, expected: killed.lineage.revision), to: "chat", by: .suite("restore"))
                #expect(try await clients[1].apply(.kill, to: "chat", by: .suite("kill once")) == killed)
                #expect(try await clients[0].state(of: "chat")?.state.kill == nil)
                #expect(try await clients[0].lineage() == restored.lineage)
                #expect(try await clients[0].history(limit: 10).count == 3)
            }
        },
        Check(name: "what is as it was makes no revision") { storage in
            try await storage.withStore { store in
                try await store.put("chat", "{}")
                let same = DocumentChange(
                    id: .feature("chat"), expected: 1, body: Array("{}".utf8), digests: ["canary": "c1", "main": "m1"])
                let receipt = try await store.commit([same], by: .suite("same"))
                #expect(!receipt.changed)
                #expect(receipt.lineage.revision == 1)
                #expect(try await store.commit([], by: .suite("empty")).changed == false)
                let absent = DocumentChange(id: .feature("none"), expected: 0, body: nil)
                #expect(try await store.commit([absent], by: .suite("absent")).changed == false)
                let digests = DocumentChange(
                    id: .feature("chat"), expected: 1, body: Array("{}".utf8), digests: ["canary": "c2"])
                #expect(try await store.commit([digests], by: .suite("digests")).changed)
                #expect(try await store.document("chat")?.digests == ["canary": "c2"])
                #expect(try await store.history(limit: 10).map(\.revision) == [2, 1])
            }
        },
        Check(name: "one commit cannot change a document twice") { storage in
            try await storage.withStore { store in
                let change = DocumentChange(id: .feature("chat"), expected: 0, body: Array("{}".utf8))
                await expect(.refused) { _ = try await store.commit([change, change], by: .suite("twice")) }
            }
        },
        Check(name: "the history names who, why and what, newest first") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.withdraw(variant: "canary", digest: "c1"), to: "chat", by: .suite("w"))
                let trip = FeatureState.Trip.suite("main", digest: "m1", basis: 1)
                let receipt = try await store.apply(.trip(trip), to: "chat", by: .suite("t", reason: "41 of 200"))
                _ = try await store.delete("chat", expected: 1)
                let history = try await store.history(limit: 10)
                #expect(history.map(\.revision) == [4, 3, 2, 1])
                #expect(
                    history.map(\.changes) == [
                        ["delete feature/chat"], ["trip chat main"], ["withdraw chat canary"], ["put feature/chat"],
                    ])
                #expect(history[1].attribution == .suite("t", reason: "41 of 200"))
                #expect(history[1].evidence == ["n": 200, "k": 41])
                #expect(history[1].at == receipt.at)
                #expect(history[0].evidence == .null)
                #expect(try await store.history(limit: 2).map(\.revision) == [4, 3])
                #expect(try await store.history(limit: 0).isEmpty)
            }
        },
    ]
}
