import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    private static func presence(_ agent: String) -> Presence {
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
        Check(name: "presence makes no revision") { storage in
            try await storage.withStore { store in
                try await store.announce(presence("a"))
                #expect(try await store.lineage().revision == 0)
            }
        },
    ]
}
