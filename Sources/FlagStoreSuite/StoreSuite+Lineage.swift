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
                var after = try await clients[1].load(since: nil)
                after.now = before.now
                #expect(lineage == before.lineage)
                #expect(after == before)
                #expect(after.unitKey.count == 16)
                #expect(after.lineage.revision == 1)
                #expect(!after.lineage.storeID.isEmpty)
            }
        },
        Check(name: "a commit is above every revision that an agent has applied of this store") { storage in
            try await storage.withStore { store in
                let lineage = try await store.put("chat").lineage
                var ahead = presence("a")
                ahead.lineage = lineage
                ahead.lineage.revision = 41
                try await store.announce(ahead)
                var stranger = presence("b")
                stranger.lineage.revision = 99
                try await store.announce(stranger)
                let receipt = try await store.apply(.kill, to: "chat", by: .suite("k"))
                #expect(receipt.lineage.revision == 42)
                #expect(try await store.lineage().revision == 42)
            }
        },
        Check(name: "an adoption begins an epoch, once") { storage in
            try await storage.withStore { store in
                let before = try await store.put("chat").lineage
                let receipt = try await store.adopt(by: .suite("adopt"))
                #expect(receipt == (try await store.adopt(by: .suite("adopt"))))
                let after = try await store.lineage()
                #expect(after == receipt.lineage)
                #expect(after.isAdoption(over: before))
                #expect(!after.continues(before))
                #expect(after.revision == before.revision + 1)
            }
        },
        Check(name: "a load tells when the last commit was, by the store's clock") { storage in
            try await storage.withStore { store in
                let receipt = try await store.put("chat")
                let load = try await store.load(since: nil)
                #expect(load.committedAt == receipt.at)
                #expect(load.now >= load.committedAt)
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
