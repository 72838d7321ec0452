import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let leaseChecks: [Check] = [
        Check(name: "a lease has one holder, who renews it; others are told who has it") { storage in
            try await storage.with(clients: 2) { clients in
                let before = try await clients[0].now()
                let lease = try await clients[0].acquireLease("leader", for: "a", milliseconds: 60_000)
                #expect(lease.name == "leader" && lease.holder == "a")
                #expect(lease.token >= UInt64(before))
                #expect((before + 60_000...before + 120_000).contains(lease.expiresAt))
                #expect(try await clients[1].acquireLease("leader", for: "b", milliseconds: 60_000) == lease)
                let renewed = try await clients[0].acquireLease("leader", for: "a", milliseconds: 120_000)
                #expect(renewed.token == lease.token && renewed.expiresAt > lease.expiresAt)
                let other = try await clients[1].acquireLease("other", for: "b", milliseconds: 1_000)
                #expect(other.holder == "b")
                #expect(try await clients[0].lineage().revision == 0)
            }
        },
        Check(name: "a lease that ran out or was given up goes to the next, under a higher token") { storage in
            try await storage.withStore { store in
                let first = try await store.acquireLease("leader", for: "a", milliseconds: soon)
                try await store.reach(first.expiresAt)
                let second = try await store.acquireLease("leader", for: "b", milliseconds: 60_000)
                #expect(second.holder == "b" && second.token > first.token)
                try await store.releaseLease(first.fence, of: "a")
                try await store.releaseLease(second.fence, of: "a")
                try await store.releaseLease(first.fence, of: "b")
                #expect(try await store.acquireLease("leader", for: "a", milliseconds: 60_000) == second)
                try await store.releaseLease(second.fence, of: "b")
                let third = try await store.acquireLease("leader", for: "b", milliseconds: 60_000)
                #expect(third.holder == "b" && third.token > second.token)
                try await store.releaseLease(Fence(lease: "none", token: 1), of: "b")
            }
        },
        Check(name: "a change under a lease that has another holder by now is refused, whatever it is") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                func fenced(_ fence: Fence, _ id: String) async throws(StoreError) {
                    let warrant = Warrant(fence: fence)
                    _ = try await store.commit(Commit([.suite(id, "1")], warrant: warrant), by: .suite("put \(id)"))
                    let withdrawal = StateOperation.withdraw(variant: id, digest: "")
                    _ = try await store.apply(withdrawal, to: "chat", schedule: nil, warrant: warrant, by: .suite(id))
                }
                await expect(.fenced) { try await fenced(Fence(lease: "leader", token: 0), "none") }
                let first = try await store.acquireLease("leader", for: "a", milliseconds: soon)
                try await fenced(first.fence, "first")
                try await store.reach(first.expiresAt)
                // Nobody else has it yet.
                try await fenced(first.fence, "late")
                let second = try await store.acquireLease("leader", for: "b", milliseconds: 60_000)
                let warrant = Warrant(fence: first.fence)
                await expect(.fenced) { try await fenced(first.fence, "old") }
                await expect(.fenced) {
                    _ = try await store.apply(.kill, to: "chat", schedule: nil, warrant: warrant, by: .suite("k"))
                }
                let retried = try await store.commit(
                    Commit([.suite("first", "1")], warrant: warrant), by: .suite("put first"))
                #expect(retried.lineage.revision == 2)
                try await fenced(second.fence, "second")
                await expect(.fenced) {
                    try await fenced(Fence(lease: "leader", token: second.token + 1), "future")
                }
                #expect(try await store.bodies().keys.sorted() == ["chat", "first", "late", "second"])
            }
        },
        Check(name: "of many who want a lease one gets it") { storage in
            try await storage.with(clients: 4) { clients in
                let leases = try await withThrowingTaskGroup(of: Lease.self) { group in
                    for index in 0..<20 {
                        group.addTask {
                            try await clients[index % 4].acquireLease("leader", for: "h\(index)", milliseconds: 60_000)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(leases.map(\.holder)).count == 1)
                #expect(Set(leases.map(\.token)).count == 1)
            }
        },
        Check(name: "a lease is bounded in time and name") { storage in
            try await storage.withStore { store in
                for milliseconds in [0, -1, StoreLimits.leaseMilliseconds + 1] {
                    await expect(.refused) {
                        _ = try await store.acquireLease("leader", for: "a", milliseconds: milliseconds)
                    }
                }
                await expect(.refused) { _ = try await store.acquireLease("", for: "a", milliseconds: 1) }
                await expect(.refused) { _ = try await store.acquireLease("leader", for: "", milliseconds: 1) }
            }
        },
    ]
}
