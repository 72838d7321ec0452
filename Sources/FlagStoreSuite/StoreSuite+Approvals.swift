import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let approvalChecks: [Check] = [
        Check(name: "what another person approved is carried out once, as approved") { storage in
            try await storage.withStore { store in
                let ann = try await store.person("ann")
                let changes: [DocumentChange] = [.suite("a", "1"), .suite("b", "1")]
                let proposal = try await store.approved(.documents(changes, move: nil), name: "p", by: ann)
                for (index, other) in [
                    [.suite("a", "1")], [.suite("a", "1"), .suite("b", "2")], changes + [.suite("c", "1")],
                ].enumerated() {
                    await expect(.notApproved) { try await store.carryOut(other, proposal, id: "other \(index)") }
                }
                let receipt = try await store.carryOut(changes, proposal, id: "go")
                #expect(receipt == (try await store.carryOut(changes, proposal, id: "go")))
                #expect(try await store.bodies() == ["a": "1", "b": "1"])
                #expect(try await store.proposals().map(\.end) == [.applied])
                let record = try #require(try await store.history(limit: 1).first)
                #expect(record.payload.proposal == proposal)
                await expect(.notApproved) {
                    try await store.carryOut([.suite("c", "1")], proposal, id: "again")
                }
                #expect(try await store.lineage().revision == receipt.lineage.revision)
            }
        },
        Check(name: "what nobody approved, or somebody rejected, is refused and says why") { storage in
            try await storage.withStore { store in
                let (ann, bo, cy) = (
                    try await store.person("ann"), try await store.person("bo"), try await store.person("cy")
                )
                let changes: [DocumentChange] = [.suite("a", "1")]
                let proposal = try await store.proposal("p", by: ann, .documents(changes, move: nil))
                try await store.propose(proposal)
                func refusal(_ id: String) async -> String {
                    do throws(StoreError) {
                        try await store.carryOut(changes, proposal.id, id: id)
                        return ""
                    } catch {
                        return error.code == .notApproved ? error.message : "\(error)"
                    }
                }
                #expect(await refusal("1") == "the proposal p has 0 of 1 approvals")
                try await store.vote(.approve, on: proposal, as: bo)
                try await store.vote(.reject, on: proposal, as: cy)
                #expect(await refusal("2") == "the proposal p was rejected by \(cy)")
                try await store.vote(.approve, on: proposal, as: cy)
                try await store.vote(.reject, on: proposal, as: bo)
                #expect(await refusal("3") == "the proposal p was rejected by \(bo)")
                let again = Vote(voter: bo, verdict: .approve, digest: proposal.digest, reason: "after all")
                _ = try await store.vote(again, on: proposal.id, by: .suite("after all", as: bo))
                #expect(await refusal("4") == "")
            }
        },
        Check(name: "the policy says how many have to agree") { storage in
            try await storage.withStore { store in
                let people = [
                    try await store.person("ann"), try await store.person("bo"), try await store.person("cy"),
                    try await store.person("di"),
                ]
                var seen = try await store.setPolicy("{\"approvals\":3}", expected: 0)
                let changes: [DocumentChange] = [.suite("a", "1")]
                let proposal = try await store.proposal("p", by: people[0], .documents(changes, move: nil))
                try await store.propose(proposal)
                try await store.vote(.approve, on: proposal, as: people[1])
                await expect(.notApproved) { try await store.carryOut(changes, proposal.id, id: "one") }
                try await store.vote(.approve, on: proposal, as: people[2])
                seen = try await store.setPolicy("{\"approvals\":4}", expected: seen)
                await expect(.notApproved) { try await store.carryOut(changes, proposal.id, id: "two") }
                for body in ["{\"approvals\":1}", "{\"approvals\":\"many\"}", "{}", "no JSON"] {
                    seen = try await store.setPolicy(body, expected: seen)
                    let changes: [DocumentChange] = [.suite("at \(seen)", "1")]
                    let proposal = try await store.proposal("at-\(seen)", by: people[0], .documents(changes, move: nil))
                    try await store.propose(proposal)
                    await expect(.notApproved) { try await store.carryOut(changes, proposal.id, id: "none \(seen)") }
                    try await store.vote(.approve, on: proposal, as: people[3])
                    try await store.carryOut(changes, proposal.id, id: "one \(seen)")
                }
                try await store.carryOut(changes, proposal.id, id: "three")
            }
        },
        Check(name: "however many have to agree to other changes, two lift what is held") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.setPolicy("{\"approvals\":10}", expected: 0)
                let killed = try await store.apply(.kill, to: "chat", by: .suite("kill"))
                let lift = StateOperation.restore(variant: nil, expected: killed.lineage.revision)
                let proposal = try await store.approved(
                    .operation(lift, key: "chat"), name: "p", by: try await store.person("ann"))
                _ = try await store.apply(
                    lift, to: "chat", schedule: nil, warrant: Warrant(proposal: proposal), by: .suite("lift"))
                let seen = try await store.state(of: "chat")?.revision ?? 0
                let further = StateOperation.suiteStage(1_000, expected: seen)
                let other = try await store.approved(
                    .operation(further, key: "chat"), name: "q", by: try await store.person("ann"))
                await expect(.notApproved) {
                    _ = try await store.apply(
                        further, to: "chat", schedule: nil, warrant: Warrant(proposal: other), by: .suite("further"))
                }
            }
        },
        Check(name: "a conflict leaves an approved proposal open") { storage in
            try await storage.withStore { store in
                let changes: [DocumentChange] = [.suite("a", "1")]
                let proposal = try await store.approved(
                    .documents(changes, move: nil), name: "p", by: try await store.person("ann"))
                try await store.put("a", "other")
                await expect(.conflict) { try await store.carryOut(changes, proposal, id: "go") }
                #expect(try await store.proposals().map(\.end) == [nil])
                _ = try await store.delete("a", expected: 3)
                try await store.carryOut(changes, proposal, id: "go")
                #expect(try await store.bodies() == ["a": "1"])
            }
        },
        Check(name: "approved operations, renames and plans are carried out as approved") { storage in
            try await storage.withStore { store in
                let ann = try await store.person("ann")
                try await store.put("chat")
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                let restore = StateOperation.restore(variant: nil, expected: 2)
                let restoring = try await store.approved(.operation(restore, key: "chat"), name: "r", by: ann)
                func apply(_ operation: StateOperation, to key: String, _ id: String) async throws(StoreError)
                    -> Receipt
                {
                    try await store.apply(
                        operation, to: key, schedule: nil, warrant: Warrant(proposal: restoring), by: .suite(id))
                }
                await expect(.notApproved) {
                    _ = try await apply(.restore(variant: "main", expected: 2), to: "chat", "1")
                }
                await expect(.notApproved) { _ = try await apply(restore, to: FeatureState.namespaceKey, "2") }
                await expect(.notApproved) { _ = try await apply(.suiteStage(1_000, expected: 2), to: "chat", "3") }
                #expect(try await apply(restore, to: "chat", "4").changed)
                #expect(try await store.state(of: "chat")?.state.kill == nil)
                await expect(.notApproved) { _ = try await apply(restore, to: "chat", "5") }

                let rename: [DocumentChange] = [.suite("talk", "{}"), .suite("chat", nil, expected: 1)]
                let move = StateMove(from: "chat", to: "talk")
                let renaming = try await store.approved(.documents(rename, move: move), name: "m", by: ann)
                await expect(.notApproved) { try await store.carryOut(rename, renaming, id: "no move") }
                _ = try await store.commit(
                    Commit(rename, moving: move, warrant: Warrant(proposal: renaming)), by: .suite("rename"))
                #expect(try await store.bodies() == ["talk": "{}"])

                let at = try await store.now() + later
                let plan: [DocumentChange] = [.suite("new", "1")]
                let proposal = try await store.proposal("at", by: ann, .documents(plan, move: nil), applyAt: at)
                try await store.propose(proposal)
                try await store.vote(.approve, on: proposal, as: try await store.person("bo"))
                await expect(.notApproved) { try await store.carryOut(plan, proposal.id, id: "at once") }
                for (id, time) in [("early", at - 1), ("right", at)] {
                    let schedule = Schedule.suite(id, at: time, .planned, plan)
                    let commit = Commit([], schedule: schedule, warrant: Warrant(proposal: proposal.id))
                    if time == at {
                        _ = try await store.commit(commit, by: .suite(id))
                    } else {
                        await expect(.notApproved) { _ = try await store.commit(commit, by: .suite(id)) }
                    }
                }
                #expect(try await store.load(since: nil).schedules.map(\.id) == ["right"])
                #expect(try await store.proposals().allSatisfy { $0.end == .applied })
            }
        },
        Check(name: "of many who carry out the same proposal one does") { storage in
            try await storage.with(clients: 4) { clients in
                let changes: [DocumentChange] = [.suite("a", "1")]
                let proposal = try await clients[0].approved(
                    .documents(changes, move: nil), name: "p", by: try await clients[0].person("ann"))
                let wins = try await withThrowingTaskGroup(of: Int.self) { group in
                    for index in 0..<12 {
                        group.addTask {
                            do throws(StoreError) {
                                try await clients[index % 4].carryOut(changes, proposal, id: "go \(index)")
                                return 1
                            } catch {
                                guard error.code == .notApproved else { throw error }
                                return 0
                            }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(wins == 1)
            }
        },
    ]
}

extension DocumentStore {
    /// The revision that it makes.
    fileprivate func setPolicy(_ body: String, expected: UInt64) async throws(StoreError) -> UInt64 {
        let policy = DocumentID(kind: "policy", key: "policy")
        let change = DocumentChange(id: policy, expected: expected, body: Array(body.utf8))
        let receipt = try await commit([change], by: .suite("policy \(expected)"))
        return receipt.lineage.revision
    }
}
