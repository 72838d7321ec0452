import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let breakGlassChecks: [Check] = [
        Check(name: "what one person widened alone goes back by itself") { storage in
            try await storage.withStore { store in
                try await store.put("chat", "narrow")
                let at = try await store.now() + soon
                let back = Schedule.suite("wide", at: at, .breakGlass, [.suite("chat", "narrow")])
                let widened = Commit([.suite("chat", "wide", expected: 1)], schedule: back)
                let receipt = try await store.commit(widened, by: .suite("wide"))
                #expect(receipt.lineage.revision == 2)
                #expect(try await store.bodies() == ["chat": "wide"])
                #expect(
                    try await store.history(limit: 1).first?.changes == ["put feature/chat", "will put feature/chat"])
                #expect(try await store.load(since: 1).schedules == [back])
                try await store.reach(at)
                try await store.beat()
                #expect(try await store.bodies() == ["chat": "narrow"])
                #expect(try await store.document("chat")?.revision == 3)
                #expect(try await store.history(limit: 1).first?.payload == back.payload)
                #expect(try await store.load(since: nil).schedules.isEmpty)
                #expect(try await store.brokenChain() == nil)
            }
        },
        Check(name: "until it goes back, a document changes to nothing but what it goes back to") { storage in
            try await storage.withStore { store in
                _ = try await store.commit([.suite("a", "1"), .suite("b", "1")], by: .suite("ab"))
                let back = Schedule.suite(
                    "wide", at: try await store.now() + later, .breakGlass, [.suite("a", "1"), .suite("b", nil)])
                let widened = Commit([.suite("a", "2", expected: 1), .suite("b", "2", expected: 1)], schedule: back)
                _ = try await store.commit(widened, by: .suite("wide"))
                await expect(.held) { try await store.put("a", "3", expected: 2) }
                await expect(.held) { _ = try await store.delete("a", expected: 2) }
                await expect(.held) { try await store.put("b", "3", expected: 2) }
                await expect(.held) { _ = try await store.commit(Commit([], cancels: "wide"), by: .suite("cancel")) }
                await expect(.held) {
                    try await store.plan("p", at: back.at, [.suite("a", "3", expected: 2)])
                }
                #expect(try await store.bodies() == ["a": "2", "b": "2"])
                try await store.put("a", "1", expected: 2, digests: [:])
                #expect(try await store.load(since: nil).schedules.map(\.changes) == [[.suite("b", nil)]])
                _ = try await store.delete("b", expected: 2)
                #expect(try await store.load(since: nil).schedules.isEmpty)
                try await store.put("a", "3", expected: 3)
            }
        },
        Check(name: "what one person restored alone is killed and withdrawn again by itself") { storage in
            try await storage.withStore { store in
                for key in ["a", "b", "c"] { try await store.put(key) }
                _ = try await store.apply(.kill, to: "a", by: .suite("kill a"))
                let at = try await store.now() + soon
                let again = Schedule.suite(
                    "restore", at: at, .breakGlass,
                    operations: [
                        .init(.kill, on: "a"), .init(.withdraw(variant: "canary", digest: "c1"), on: "a"),
                        .init(.kill, on: "b"), .init(.kill, on: "c"),
                    ])
                let restored = try await store.apply(
                    .restore(variant: nil, expected: 4), to: "a", schedule: again, warrant: Warrant(),
                    by: .suite("restore"))
                #expect(
                    try await store.history(limit: 1).first?.changes == [
                        "restore a", "will kill a", "will withdraw a canary", "will kill b", "will kill c",
                    ])
                #expect(try await store.load(since: 4).schedules == [again])
                #expect(try await store.state(of: "a")?.state.restricts == false)
                let killed = try await store.apply(.kill, to: "b", by: .suite("kill b", reason: "first"))
                _ = try await store.delete("c", expected: 3)
                #expect(try await store.load(since: nil).schedules == [again])
                try await store.reach(at)
                try await store.beat()
                let load = try await store.load(since: nil)
                let states = load.states.reduce(into: [:]) { $0[$1.state.key] = $1 }
                let act = FeatureState.Act(by: "uid:kim@desk", at: load.committedAt, reason: "because", source: "cli")
                #expect(states["a"]?.state.kill == act)
                #expect(states["a"]?.state.withdrawn == ["canary": FeatureState.Withdrawal(act: act, digest: "c1")])
                #expect(states["a"]?.state.cleared == [FeatureState.wholeFeature: restored.lineage.revision])
                #expect(states["a"]?.revision == load.lineage.revision)
                // What holds already stays as it is.
                #expect(states["b"]?.state.kill?.reason == "first")
                #expect(states["b"]?.revision == killed.lineage.revision)
                #expect(states["c"]?.state.kill == act)
                #expect(load.schedules.isEmpty)
                #expect(try await store.history(limit: 1).first?.payload == again.payload)
            }
        },
        Check(name: "only an approved restore calls off that something is killed or withdrawn again") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let ann = try await store.person("ann")
                let again = Schedule.suite(
                    "again", at: try await store.now() + later, .breakGlass,
                    operations: [
                        .init(.withdraw(variant: "canary", digest: ""), on: "chat"), .init(.kill, on: "chat"),
                        .init(.kill, on: FeatureState.namespaceKey),
                    ])
                var seen = try await store.apply(
                    .restore(variant: nil, expected: 0), to: "chat", schedule: again, warrant: Warrant(),
                    by: .suite("r1")
                ).lineage.revision
                seen = try await store.apply(.restore(variant: nil, expected: seen), to: "chat", by: .suite("r2"))
                    .lineage.revision
                #expect(try await store.load(since: nil).schedules == [again])
                for (name, variant, left) in [("canary", "canary", 2), ("all", nil, 1)] {
                    let restore = StateOperation.restore(variant: variant, expected: seen)
                    let proposal = try await store.approved(.operation(restore, key: "chat"), name: name, by: ann)
                    seen = try await store.apply(
                        restore, to: "chat", schedule: nil, warrant: Warrant(proposal: proposal), by: .suite(name)
                    ).lineage.revision
                    #expect(try await store.load(since: nil).schedules.first?.operations.count == left)
                }
                #expect(
                    try await store.load(since: nil).schedules.first?.operations == [
                        .init(.kill, on: FeatureState.namespaceKey)
                    ])
            }
        },
        Check(name: "an approved commit takes its documents out of what goes back by itself") { storage in
            try await storage.withStore { store in
                _ = try await store.commit([.suite("a", "1"), .suite("b", "1")], by: .suite("ab"))
                let back = Schedule.suite(
                    "wide", at: try await store.now() + later, .breakGlass, [.suite("a", "1"), .suite("b", "1")])
                let widened = Commit([.suite("a", "2", expected: 1), .suite("b", "2", expected: 1)], schedule: back)
                _ = try await store.commit(widened, by: .suite("wide"))
                let change = DocumentChange.suite("a", "3", expected: 2)
                let proposal = try await store.approved(
                    .documents([change], move: nil), name: "three", by: try await store.person("ann"))
                _ = try await store.commit(
                    Commit([change], warrant: Warrant(proposal: proposal)), by: .suite("three"))
                #expect(try await store.bodies() == ["a": "3", "b": "2"])
                #expect(try await store.load(since: nil).schedules.map(\.changes) == [[.suite("b", "1")]])
            }
        },
        Check(name: "what one person made of a document stays once others agree to just that") { storage in
            try await storage.withStore { store in
                try await store.put("a", "1")
                let back = Schedule.suite(
                    "wide", at: try await store.now() + later, .breakGlass, [.suite("a", "1")])
                _ = try await store.commit(Commit([.suite("a", "2", expected: 1)], schedule: back), by: .suite("wide"))
                let same = DocumentChange.suite("a", "2", expected: 2)
                #expect(try await store.commit([same], by: .suite("alone")).changed == false)
                #expect(try await store.load(since: nil).schedules == [back])
                let proposal = try await store.approved(
                    .documents([same], move: nil), name: "same", by: try await store.person("ann"))
                let receipt = try await store.commit(
                    Commit([same], warrant: Warrant(proposal: proposal)), by: .suite("together"))
                #expect(receipt.changed)
                #expect(try await store.load(since: nil).schedules == [])
                #expect(try await store.document("a")?.revision == 2)
                #expect(try await store.proposals().map(\.end) == [.applied])
            }
        },
        Check(name: "a break-glass change calls off what was planned for its document") { storage in
            try await storage.withStore { store in
                try await store.put("a", "1")
                let at = try await store.now() + later
                try await store.plan("p", at: at, [.suite("a", "9", expected: 1)])
                let back = Schedule.suite("wide", at: at, .breakGlass, [.suite("a", "1")])
                _ = try await store.commit(
                    Commit([.suite("a", "2", expected: 1)], schedule: back), by: .suite("wide"))
                #expect(try await store.load(since: nil).schedules == [back])
            }
        },
    ]
}
