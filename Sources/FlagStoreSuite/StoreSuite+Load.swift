import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let loadChecks: [Check] = [
        Check(name: "a load since a revision holds what changed after it, and no more") { storage in
            try await storage.withStore { store in
                let empty = try await store.load(since: nil)
                #expect(empty.isComplete && empty.documents.isEmpty && empty.states.isEmpty)
                try await store.put("a")
                try await store.put("b")
                _ = try await store.apply(.kill, to: "a", by: .suite("k"))
                try await store.put("a", "{\"v\":2}", expected: 1)
                let all = try await store.load(since: nil)
                #expect(all.isComplete)
                #expect(all.documents.map(\.id.key) == ["a", "b"])
                #expect(all.states.map(\.state.key) == ["a"])
                let since = try await store.load(since: 2)
                #expect(!since.isComplete)
                #expect(since.documents.map(\.id.key) == ["a"])
                #expect(since.documents.map(\.revision) == [4])
                #expect(since.states.map(\.revision) == [3])
                let three = try await store.load(since: 3)
                #expect(three.documents.count == 1 && three.states.isEmpty)
                let now = try await store.load(since: 4)
                #expect(now.lineage.revision == 4 && now.documents.isEmpty && now.states.isEmpty)
                let beyond = try await store.load(since: 99)
                #expect(beyond.lineage.revision == 4 && beyond.documents.isEmpty)
                #expect(all.faults.isEmpty && since.faults.isEmpty)
                #expect(all.doubt == nil && since.doubt == nil, "what can be written to says the newest")
            }
        },
        Check(name: "a load of named documents holds those that are live, with the states of their keys") { storage in
            try await storage.withStore { store in
                for key in ["a", "b", "c"] { try await store.put(key, "{\"k\":\"\(key)\"}") }
                _ = try await store.apply(.kill, to: "b", by: .suite("k"))
                _ = try await store.apply(.kill, to: FeatureState.namespaceKey, by: .suite("all"))
                _ = try await store.delete("c", expected: 3)
                let all = try await store.load(since: nil)
                let named = try await store.load([.feature("b"), .feature("c"), .feature("nope"), .feature("b")])
                #expect(named.lineage == all.lineage && named.unitKey == all.unitKey && !named.isComplete)
                #expect(named.documents == all.documents.filter { $0.id.key == "b" })
                #expect(named.states == all.states.filter { $0.state.key == "b" })
                #expect(named.faults.isEmpty && named.doubt == nil && named.schedules.isEmpty)
                let state = try await store.load([.feature(FeatureState.namespaceKey)])
                #expect(state.documents.isEmpty && state.states.map(\.state.key) == [FeatureState.namespaceKey])
                #expect(try await store.load([]).documents.isEmpty)
                await expect(.tooLarge) {
                    _ = try await store.load((0...StoreLimits.named).map { .feature("f\($0)") })
                }
            }
        },
        Check(name: "a deleted document is a tombstone for those who had it, and may be made anew") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let deleted = try await store.delete("chat", expected: 1)
                #expect(deleted.changed)
                let since = try await store.load(since: 1)
                let tombstone = StoredDocument(
                    id: .feature("chat"), revision: 2, body: nil, deletedAt: deleted.at)
                #expect(since.documents == [tombstone])
                #expect(try await store.load(since: nil).documents.isEmpty)
                await expect(.conflict) { try await store.put("chat", "{\"again\":1}", expected: 2) }
                try await store.put("chat", "{\"again\":1}", expected: 0)
                #expect(try await store.document("chat")?.revision == 3)
            }
        },
        Check(name: "a reader sees whole revisions while others write") { storage in
            try await storage.with(clients: 2) { clients in
                let (writer, reader) = (clients[0], clients[1])
                func changes(_ round: Int, expected: UInt64) -> [DocumentChange] {
                    (0..<10).map {
                        DocumentChange(id: .feature("f\($0)"), expected: expected, body: Array("\(round)".utf8))
                    }
                }
                _ = try await writer.commit(changes(0, expected: 0), by: .suite("round 0"))
                async let writing: Void = {
                    for round in 1...30 {
                        _ = try await writer.commit(
                            changes(round, expected: UInt64(round)), by: .suite("round \(round)"))
                    }
                }()
                var last: UInt64 = 0
                while last < 31 {
                    let load = try await reader.load(since: nil)
                    #expect(Set(load.documents.map(\.revision)) == [load.lineage.revision])
                    #expect(Set(load.documents.compactMap(\.body)).count == 1)
                    #expect(load.lineage.revision >= last)
                    last = load.lineage.revision
                }
                try await writing
            }
        },
    ]
}
