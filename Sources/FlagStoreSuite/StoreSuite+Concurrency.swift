import FlagModel
import FlagStore
import SeededRandom
import Testing

extension StoreSuite {
    static let concurrencyChecks: [Check] = [
        Check(name: "a kill never loses against two hundred tripping agents") { storage in
            try await storage.with(clients: 4) { clients in
                let person = clients[0]
                try await person.put("chat")
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for index in 0..<200 {
                        group.addTask {
                            let trip = FeatureState.Trip.suite(
                                "canary", digest: "c1", basis: 1, guardName: "g\(index % 20)")
                            return try await clients[index % 4].apply(.trip(trip), to: "chat", by: .suite("t\(index)"))
                                .changed
                        }
                    }
                    let receipt = try await person.apply(.kill, to: "chat", by: .suite("kill"))
                    #expect(receipt.changed)
                    let changed = try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                    #expect(changed == 20)
                }
                let state = try #require(try await person.state(of: "chat")?.state)
                #expect(state.kill != nil)
                #expect(state.trips.count == 20)
                let history = try await person.history(limit: 100)
                #expect(history.map(\.revision) == (1...22).reversed())
            }
        },
        Check(name: "of many authors who saw the same revision one wins") { storage in
            try await storage.with(clients: 4) { clients in
                let wins = try await withThrowingTaskGroup(of: Int.self) { group in
                    for index in 0..<40 {
                        group.addTask {
                            do throws(StoreError) {
                                try await clients[index % 4].put("chat", "{\"author\":\(index)}")
                                return 1
                            } catch {
                                guard error.code == .conflict else { throw error }
                                return 0
                            }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(wins == 1)
                #expect(try await clients[0].lineage().revision == 1)
            }
        },
        Check(name: "a retry that overtakes its first attempt commits once") { storage in
            try await storage.with(clients: 4) { clients in
                let change = DocumentChange(id: .feature("chat"), expected: 0, body: Array("{}".utf8))
                let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
                    for client in clients {
                        for _ in 0..<5 { group.addTask { try await client.commit([change], by: .suite("same")) } }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(receipts.allSatisfy { $0 == receipts[0] })
                #expect(try await clients[0].history(limit: 10).count == 1)
            }
        },
        Check(name: "operations in any order end in the state that the reference computes") { storage in
            try await storage.withStore { store in
                var generator = SeededGenerator(seed: 0x5EED)
                try await store.put("chat")
                var stored: StoredState?
                var revision: UInt64 = 1
                for step in 0..<500 {
                    let operation = StateOperation.random(using: &generator, stored: stored, revision: revision)
                    let by = Attribution.suite("step \(step)")
                    let context = StateOperation.Context(
                        key: "chat", stored: stored, digests: ["canary": "c1", "main": "m1"], next: revision + 1,
                        now: 0,
                        attribution: by)
                    let expected = Result { () throws(StoreError) in try operation.applied(in: context) }
                    let actual: Result<Receipt, StoreError>
                    do throws(StoreError) {
                        actual = .success(try await store.apply(operation, to: "chat", by: by))
                    } catch {
                        actual = .failure(error)
                    }
                    switch (expected, actual) {
                    case (.failure(let wanted), .failure(let got)): #expect(got.code == wanted.code, "step \(step)")
                    case (.success(nil), .success(let receipt)): #expect(!receipt.changed, "step \(step)")
                    case (.success(let wanted?), .success(let receipt)):
                        #expect(receipt.changed)
                        revision += 1
                        stored = try await store.state(of: "chat")
                        #expect(stored?.revision == revision)
                        #expect(stored?.state.unstamped == wanted.unstamped, "step \(step)")
                    default: Issue.record("step \(step): \(operation): \(expected), but \(actual)")
                    }
                }
            }
        },
    ]
}

extension StateOperation {
    fileprivate static func random(
        using generator: inout SeededGenerator, stored: StoredState?, revision: UInt64
    ) -> StateOperation {
        let target = ["canary", "main", FeatureState.wholeFeature].randomElement(using: &generator) ?? "canary"
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: return .kill
        case 1: return .withdraw(variant: target == FeatureState.wholeFeature ? "other" : target, digest: "")
        case 2: return .restore(variant: nil, expected: stored?.revision ?? 0)
        case 3: return .restore(variant: target, expected: UInt64.random(in: 0...revision, using: &generator))
        case 4: return .restore(variant: target, expected: stored?.revision ?? 0)
        case 5: return [.rollback, .pause].randomElement(using: &generator) ?? .pause
        case 6, 7: return .resume(expected: UInt64.random(in: revision / 2...revision, using: &generator))
        case 8: return .restore(variant: nil, expected: stored?.revision ?? 0)
        case 9, 10, 11:
            let isSeen = Int.random(in: 0..<5, using: &generator) > 0
            let step = RolloutStep(
                id: Int.random(in: 0..<8, using: &generator) > 0 ? stored?.state.rollout?.id ?? "one" : "two",
                candidate: Int.random(in: 0..<8, using: &generator) > 0 ? "canary" : "main", digest: "c1",
                salt: "chat/one",
                share: (stored?.state.rollout?.share ?? 0) + UInt32.random(in: 0...2_000, using: &generator) + 1)
            return .stage(step, expected: isSeen ? stored?.revision ?? 0 : revision + 1)
        default:
            let digest = ["canary": "c1", "main": "m1"][target] ?? ""
            let isRight = Int.random(in: 0..<5, using: &generator) > 0
            return .trip(
                .suite(
                    target, digest: isRight ? digest : "c0",
                    basis: UInt64.random(in: (revision / 2)...revision, using: &generator),
                    guardName: ["a", "b"].randomElement(using: &generator) ?? "a"))
        }
    }
}

extension FeatureState {
    /// Without the store's clock, which the reference does not know.
    fileprivate var unstamped: FeatureState {
        var copy = self
        copy.kill?.at = 0
        copy.withdrawn = withdrawn.mapValues { withdrawal in
            var copy = withdrawal
            copy.act.at = 0
            return copy
        }
        copy.trips = trips.mapValues { trip in
            var copy = trip
            copy.act.at = 0
            return copy
        }
        copy.rollout?.stages = rollout?.stages.map { Rollout.Stage(share: $0.share, since: 0) } ?? []
        return copy
    }
}
