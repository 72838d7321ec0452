import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static func presence(_ agent: String) -> Presence {
        Presence(
            agent: agent, host: "h-\(agent)", version: "0.1", lineage: Lineage(storeID: "s", epoch: 1, revision: 7),
            appliedAfter: 12.5,
            trips: [
                Presence.HostTrip(
                    feature: "chat", trip: .suite("canary", digest: "c1", basis: 7, evidence: ["empty": [:]]))
            ],
            traffic: ["chat": ["canary", "main"], "idle": []],
            readers: Presence.Readers(processes: 3, taken: 2, idle: 1, takenAfter: [0.25, 1]))
    }

    static let presenceChecks: [Check] = [
        Check(name: "agents see each other, stamped with the store's clock") { storage in
            try await storage.with(clients: 2) { clients in
                for agent in ["a", "b"] { try await clients[0].announce(presence(agent)) }
                let fleet = try await clients[1].fleet()
                #expect(fleet.agents.map(\.agent).sorted() == ["a", "b"])
                #expect(fleet.live.count == 2)
                for agent in fleet.agents {
                    #expect(agent.seenAt > 1_600_000_000_000 && fleet.now >= agent.seenAt)
                    var expected = presence(agent.agent)
                    expected.seenAt = agent.seenAt
                    #expect(agent == expected)
                }
                try await clients[0].announce(presence("a"))
                #expect(try await clients[1].fleet().agents.count == 2)
                try await clients[0].withdrawPresence(of: "a")
                #expect(try await clients[1].fleet().agents.map(\.agent) == ["b"])
            }
        },
        Check(name: "an oversized presence record is refused") { storage in
            try await storage.withStore { store in
                var large = presence("a")
                large.host = String(repeating: "x", count: StoreLimits.presenceBytes)
                await expect(.tooLarge) { try await store.announce(large) }
                let fleet = try await store.fleet()
                #expect(fleet.agents.isEmpty)
            }
        },
        Check(name: "of two agents of one id the one that comes later is told so, whoever started last") { storage in
            try await storage.withStore { store in
                func announce(_ place: String, _ last: String, _ next: String) async throws {
                    try await store.announce(presence("a"), as: AgentClaim(place: place, last: last, next: next))
                }
                try await announce("here", "", "1")
                try await announce("here", "1", "2")
                // Its answer was lost.
                try await announce("here", "1", "2")
                // A copied state directory.
                await expect(.held) { try await announce("there", "", "1") }
                // Two that went on from the same memory.
                try await announce("here", "2", "3")
                await expect(.held) { try await announce("here", "2", "4") }
                // It was killed and started again.
                try await announce("here", "", "5")
                try await store.withdrawPresence(of: "a")
                try await announce("there", "", "1")
                #expect(try await store.fleet().agents.map(\.agent) == ["a"])
            }
        },
        Check(name: "what restricts is answered apart from documents") { storage in
            try await storage.withStore { store in
                let receipt = try await store.commit([.suite("chat", "{}")], by: .suite("c"))
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                for since in [nil, receipt.lineage.revision] {
                    let found = try await store.restrictions(since: since)
                    #expect(found?.documents.isEmpty == true && found?.lineage.revision == receipt.lineage.revision + 1)
                    #expect(found?.states.first?.state.kill != nil)
                }
                #expect(try await store.restrictions(since: receipt.lineage.revision + 1)?.states.isEmpty == true)
            }
        },
        Check(name: "presence makes no revision") { storage in
            try await storage.withStore { store in
                try await store.announce(presence("a"))
                #expect(try await store.lineage().revision == 0)
            }
        },
    ]
}
