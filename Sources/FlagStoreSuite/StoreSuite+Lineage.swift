import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let lineageChecks: [Check] = [
        Check(name: "a namespace that nobody initialised says so, whatever is asked of it") { storage in
            try await storage.with(initialized: false) { clients in
                let store = clients[0]
                await expect(.uninitialised) { _ = try await store.lineage() }
                await expect(.uninitialised) { _ = try await store.load(since: nil) }
                await expect(.uninitialised) { try await store.put("chat") }
                await expect(.uninitialised) {
                    _ = try await store.apply(.kill, to: FeatureState.namespaceKey, by: .suite("k"))
                }
                await expect(.uninitialised) { _ = try await store.history(limit: 1) }
                await expect(.uninitialised) { _ = try await store.fleet() }
            }
        },
        Check(name: "initialising again changes nothing") { storage in
            try await storage.with(clients: 2) { clients in
                try await clients[0].put("chat")
                let before = try await clients[0].load(since: nil)
                let lineage = try await clients[1].initialize()
                let after = try await clients[1].load(since: nil)
                #expect(lineage == before.lineage)
                #expect(after == before)
                #expect(after.unitKey.count == 16)
                #expect(after.lineage.revision == 1)
                #expect(!after.lineage.storeID.isEmpty)
            }
        },
        Check(name: "many initialise at once and agree") { storage in
            try await storage.with(clients: 8, initialized: false) { clients in
                let lineages = try await withThrowingTaskGroup(of: Lineage.self) { group in
                    for client in clients { group.addTask { try await client.initialize() } }
                    return try await group.reduce(into: Set<Lineage>()) { $0.insert($1) }
                }
                #expect(lineages.count == 1)
                #expect(lineages.first?.revision == 0)
                #expect(lineages.first?.epoch == 1)
            }
        },
        Check(name: "an actor has a name with its origin in front") { storage in
            try await storage.withStore { store in
                let actor = try await store.actor()
                #expect(actor.hasPrefix("uid:") || actor.hasPrefix("redis:"))
                #expect(!actor.hasSuffix(":"))
            }
        },
    ]
}
