import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let renameChecks: [Check] = [
        Check(name: "a rename moves the state with the spec, in one commit") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("s"))
                let killed = try await store.apply(.kill, to: "chat", by: .suite("k"))
                let before = try #require(try await store.state(of: "chat")?.state)
                let receipt = try await store.rename("chat", to: "support", expected: 1)
                #expect(receipt.lineage.revision == killed.lineage.revision + 1)
                let load = try await store.load(since: killed.lineage.revision)
                #expect(load.documents.map(\.id.key) == ["chat", "support"])
                #expect(load.documents.map { $0.body == nil } == [true, false])
                var moved = before
                moved.key = "support"
                #expect(load.states.map(\.state) == [FeatureState(key: "chat"), moved])
                #expect(load.states.map(\.revision) == [receipt.lineage.revision, receipt.lineage.revision])
                #expect(
                    try await store.history(limit: 1).first?.changes == [
                        "put feature/support", "delete feature/chat", "move chat to support",
                    ])
            }
        },
        Check(name: "a rename onto what a deleted feature left restricted is refused and changes nothing") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                try await store.put("support")
                _ = try await store.apply(.kill, to: "support", by: .suite("k"))
                let deleted = try await store.delete("support", expected: 2)
                await expect(.held) { _ = try await store.rename("chat", to: "support", expected: 1) }
                #expect(try await store.lineage() == deleted.lineage)
                #expect(try await store.document("chat") != nil)
            }
        },
        Check(name: "a deleted feature's restrictions hold again when its key returns; its rollout does not go on") {
            storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("s"))
                _ = try await store.apply(.withdraw(variant: "canary", digest: "c1"), to: "chat", by: .suite("w"))
                let deleted = try await store.delete("chat", expected: 1)
                let returned = try await store.put("chat", "{\"again\":1}")
                let state = try #require(try await store.load(since: deleted.lineage.revision).states.first)
                #expect(state.revision == returned.lineage.revision)
                #expect(state.state.withdrawn.keys.sorted() == ["canary"])
                #expect(state.state.rollout == nil)
            }
        },
        Check(name: "what one person alone restored is killed again under its new name") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                let at = try await store.now() + soon
                let again = Schedule.suite(
                    "again", at: at, .breakGlass,
                    operations: [
                        .init(.kill, on: "chat"), .init(.withdraw(variant: "canary", digest: "c1"), on: "chat"),
                    ])
                _ = try await store.apply(
                    .restore(variant: nil, expected: 2), to: "chat", schedule: again, warrant: Warrant(),
                    by: .suite("r"))
                _ = try await store.rename("chat", to: "support", expected: 1)
                #expect(
                    try await store.load(since: nil).schedules.first?.operations.map(\.key) == ["support", "support"])
                try await store.reach(at)
                try await store.beat()
                let state = try #require(try await store.state(of: "support")?.state)
                #expect(state.kill != nil && state.withdrawn.keys.sorted() == ["canary"])
                #expect(try await store.state(of: "chat")?.state.restricts == false)
            }
        },
        Check(name: "what agents say of traffic is kept when they are gone") { storage in
            try await storage.withStore { store in
                try await store.announce(presence("a"))
                try await store.withdrawPresence(of: "a")
                let fleet = try await store.fleet()
                #expect(fleet.agents.isEmpty)
                #expect(fleet.lastUsed.keys.sorted() == ["chat", "idle"])
                #expect(fleet.lastUsed.values.allSatisfy { (fleet.now - 10_000...fleet.now).contains($0) })
            }
        },
    ]
}

extension DocumentStore {
    fileprivate func rename(_ old: String, to new: String, expected: UInt64) async throws(StoreError) -> Receipt {
        try await commit(
            [
                DocumentChange(id: .feature(new), expected: 0, body: Array("{}".utf8)),
                DocumentChange(id: .feature(old), expected: expected, body: nil),
            ], moving: StateMove(from: old, to: new), by: .suite("rename \(old) \(new)"))
    }
}
