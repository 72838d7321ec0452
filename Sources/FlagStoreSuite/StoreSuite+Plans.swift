import FlagModel
import FlagStore
import Testing

extension Schedule {
    static func suite(
        _ id: String, at: Int64, _ purpose: Purpose = .planned, _ changes: [DocumentChange] = [],
        operations: [Operation] = []
    ) -> Schedule {
        Schedule(
            id: id, at: at, purpose: purpose, changes: changes, operations: operations, attribution: .suite(id),
            proposal: ProposalID(author: "redis:ann", name: "of\(id)"))
    }
}

extension DocumentStore {
    /// Commits a schedule and nothing else.
    @discardableResult
    func plan(
        _ id: String, at: Int64, _ changes: [DocumentChange], cancels: String? = nil
    ) async throws(StoreError) -> Receipt {
        try await commit(
            Commit([], schedule: .suite(id, at: at, .planned, changes), cancels: cancels), by: .suite(id))
    }
}

extension StoreSuite {
    /// Milliseconds that something lies ahead which a check waits for: enough for a few commits on a busy machine.
    static let soon: Int64 = 1_500
    static let later: Int64 = 3_600_000

    static let planChecks: [Check] = [
        Check(name: "what is planned takes effect at its time, whoever speaks next") { storage in
            try await storage.with(clients: 2) { clients in
                let (store, agent) = (clients[0], clients[1])
                _ = try await store.commit([.suite("a", "1"), .suite("b", "1")], by: .suite("ab"))
                let at = try await store.now() + soon
                let schedule = Schedule.suite(
                    "p", at: at, .planned,
                    [.suite("a", "2", expected: 1), .suite("b", nil, expected: 1), .suite("c", "1")])
                let planned = try await store.commit(Commit([], schedule: schedule), by: .suite("p"))
                #expect(planned.changed)
                let waiting = try await agent.load(since: 1)
                #expect(waiting.schedules == [schedule])
                #expect(waiting.documents.isEmpty)
                #expect(
                    try await store.history(limit: 1).first?.changes == schedule.changes.map { "plan \($0.summary)" })
                #expect(try await store.kept(["1", "2"], of: "a") == ["1", "2"])

                try await agent.reach(at)
                try await agent.beat()
                let load = try await store.load(since: planned.lineage.revision)
                #expect(load.lineage.revision == planned.lineage.revision + 1)
                #expect(load.documents.map(\.id.key) == ["a", "b", "c"])
                #expect(load.documents.map(\.revision) == [3, 3, 3])
                #expect(load.documents.map(\.body) == [Array("2".utf8), nil, Array("1".utf8)])
                #expect(load.schedules.isEmpty && load.faults.isEmpty)
                #expect(load.committedAt >= at)
                let record = try #require(try await store.history(limit: 1).first)
                #expect(record.payload == schedule.payload)
                #expect(record.at == load.committedAt)
                #expect(try await store.brokenChain() == nil)
                #expect(try await store.kept(["1", "2"], of: "a") == ["1", "2"])
                try await store.put("a", "3", expected: 3)
                #expect(try await store.bodies() == ["a": "3", "c": "1"])
                #expect(try await store.kept(["1", "2", "3"], of: "a") == ["1", "2", "3"])
            }
        },
        Check(name: "what is due takes effect in its order, before a change that is refused") { storage in
            try await storage.withStore { store in
                let at = try await store.now() + soon
                try await store.plan("second", at: at, [.suite("b", "1")])
                try await store.plan("first", at: at - 1, [.suite("a", "1")])
                #expect(try await store.load(since: nil).schedules.map(\.id) == ["first", "second"])
                try await store.reach(at)
                await expect(.conflict) { try await store.put("a", "other", expected: 0) }
                #expect(try await store.lineage().revision == 4)
                let changes = try await store.history(limit: 2).map(\.changes)
                #expect(changes == [["put feature/b"], ["put feature/a"]])
                #expect(try await store.load(since: 3).documents.map(\.id.key) == ["b"])
                try await store.put("a", "2", expected: 3)
                #expect(try await store.bodies() == ["a": "2", "b": "1"])
            }
        },
        Check(name: "what falls due brings a deleted feature's restrictions back") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                _ = try await store.delete("chat", expected: 1)
                let at = try await store.now() + soon
                try await store.plan("p", at: at, [.suite("chat", "back")])
                try await store.reach(at)
                try await store.beat()
                #expect(try await store.bodies() == ["chat": "back"])
                #expect(try await store.state(of: "chat")?.state.kill != nil)
            }
        },
        Check(name: "a plan lies ahead, and not too far") { storage in
            try await storage.withStore { store in
                let now = try await store.now()
                for at in [0, now, now + StoreLimits.scheduleMilliseconds + 600_000] {
                    await expect(.refused) { try await store.plan("p \(at)", at: at, [.suite("a", "1")]) }
                }
                try await store.plan("p", at: now + StoreLimits.scheduleMilliseconds - 600_000, [.suite("a", "1")])
                #expect(try await store.load(since: nil).schedules.count == 1)
            }
        },
        Check(name: "a plan rests on what its author saw") { storage in
            try await storage.withStore { store in
                try await store.put("a")
                let at = try await store.now() + later
                await expect(.conflict) { try await store.plan("p", at: at, [.suite("a", "1")]) }
                #expect(try await store.load(since: nil).schedules.isEmpty)
            }
        },
        Check(name: "a document is in one schedule at most, and a schedule's id is its own") { storage in
            try await storage.withStore { store in
                let at = try await store.now() + later
                try await store.plan("p", at: at, [.suite("a", "1")])
                await expect(.held) { try await store.plan("q", at: at, [.suite("a", "2"), .suite("b", "2")]) }
                let again = Schedule.suite("p", at: at, .planned, [.suite("c", "1")])
                await expect(.refused) {
                    _ = try await store.commit(Commit([], schedule: again), by: .suite("other id"))
                }
                #expect(try await store.load(since: nil).schedules.map(\.changes) == [[.suite("a", "1")]])
            }
        },
        Check(name: "a commit to one of its documents calls the whole plan off, one that changes nothing does not") {
            storage in
            try await storage.withStore { store in
                _ = try await store.commit([.suite("a", "1"), .suite("b", "1")], by: .suite("ab"))
                let at = try await store.now() + later
                let plan: [DocumentChange] = [.suite("a", "2", expected: 1), .suite("b", "2", expected: 1)]
                try await store.plan("p", at: at, plan)
                _ = try await store.commit([.suite("a", "1", expected: 1)], by: .suite("same"))
                #expect(try await store.load(since: nil).schedules.count == 1)
                _ = try await store.commit([.suite("a", "3", expected: 1)], by: .suite("other"))
                #expect(try await store.load(since: nil).schedules.isEmpty)
                try await store.plan("q", at: at, [.suite("b", "2", expected: 1)])
            }
        },
        Check(name: "a plan is called off by its id, also for another in its place") { storage in
            try await storage.withStore { store in
                let at = try await store.now() + later
                try await store.plan("p", at: at, [.suite("a", "1")])
                await expect(.unknownKey) {
                    _ = try await store.commit(Commit([], cancels: "none"), by: .suite("cancel none"))
                }
                try await store.plan("q", at: at + 1, [.suite("a", "2")], cancels: "p")
                #expect(try await store.load(since: nil).schedules.map(\.id) == ["q"])
                let receipt = try await store.commit(Commit([], cancels: "q"), by: .suite("cancel q"))
                #expect(receipt.changed)
                #expect(try await store.history(limit: 1).first?.changes == ["cancel q"])
                #expect(try await store.load(since: 0).schedules.isEmpty)
            }
        },
        Check(name: "a plan stands alone, moves no state and erases nothing") { storage in
            try await storage.withStore { store in
                let at = try await store.now() + later
                let plan = Schedule.suite("p", at: at, .planned, [.suite("a", "1")])
                await expect(.refused) {
                    _ = try await store.commit(Commit([.suite("b", "1")], schedule: plan), by: .suite("both"))
                }
                await expect(.refused) {
                    let move = StateMove(from: "a", to: "b")
                    _ = try await store.commit(Commit([], moving: move, schedule: plan), by: .suite("move"))
                }
                await expect(.refused) { try await store.plan("p", at: at, [.suite("a", "1", erasesPast: true)]) }
                await expect(.refused) { try await store.plan("p", at: at, []) }
                let restore = Schedule.Operation(.restore(variant: nil, expected: 0), on: "a")
                await expect(.refused) {
                    let schedule = Schedule.suite("p", at: at, .planned, operations: [restore])
                    _ = try await store.commit(Commit([], schedule: schedule), by: .suite("p"))
                }
            }
        },
        Check(name: "a namespace has 100 schedules at most, each of 4 MiB") { storage in
            try await storage.withStore { store in
                let at = try await store.now() + later
                for number in 0..<StoreLimits.schedules {
                    try await store.plan("p\(number)", at: at, [.suite("f\(number)", "1")])
                }
                await expect(.tooLarge) { try await store.plan("more", at: at, [.suite("more", "1")]) }
                _ = try await store.commit(Commit([], cancels: "p0"), by: .suite("cancel"))
                try await store.plan("instead", at: at, [.suite("more", "1")])
                let body = String(repeating: "x", count: StoreLimits.documentBytes)
                await expect(.tooLarge) {
                    let changes = (0..<5).map { DocumentChange.suite("large \($0)", body) }
                    try await store.plan("large", at: at, changes, cancels: "p1")
                }
                #expect(try await store.load(since: nil).schedules.count == StoreLimits.schedules)
            }
        },
    ]
}
