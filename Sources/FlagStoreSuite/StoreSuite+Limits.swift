import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let limitChecks: [Check] = [
        Check(name: "a document over 1 MiB is refused, one of 1 MiB is kept") { storage in
            try await storage.withStore { store in
                let body = String(repeating: "x", count: StoreLimits.documentBytes)
                await expect(.tooLarge) { try await store.put("big", body + "x") }
                try await store.put("big", body)
                #expect(try await store.document("big")?.body?.count == StoreLimits.documentBytes)
            }
        },
        Check(name: "the 10,001st document is refused, and one more after a deletion is not") { storage in
            try await storage.withStore { store in
                func documents(_ batch: String) -> [DocumentChange] {
                    (0..<StoreLimits.changes).map { .suite("\(batch) \($0)", "{}") }
                }
                let at = try await store.now() + soon
                try await store.plan("p", at: at, documents("planned"))
                for batch in 0..<9 { _ = try await store.commit(documents("f\(batch)"), by: .suite("batch \(batch)")) }
                try await store.reach(at)
                // What is due takes effect, and counts, though the commit after it is refused.
                await expect(.conflict) { try await store.put("f0 0", "other", expected: 0) }
                await expect(.tooLarge) { try await store.put("one too many") }
                _ = try await store.delete("f0 0", expected: 2)
                try await store.put("one too many", "{\"fits\":true}")
                await expect(.tooLarge) { try await store.put("another") }
                #expect(try await store.load(since: nil).documents.count == StoreLimits.documents)
            }
        },
        Check(name: "a namespace over 64 MiB is refused, with what is planned") { storage in
            try await storage.withStore { store in
                let body = String(repeating: "x", count: StoreLimits.documentBytes)
                for batch in 0..<7 {
                    let changes = (0..<8).map { DocumentChange.suite("f\(batch * 8 + $0)", body) }
                    _ = try await store.commit(changes, by: .suite("batch \(batch)"))
                }
                let at = try await store.now() + later
                for plan in ["p0", "p1"] {
                    try await store.plan(plan, at: at, (0..<4).map { .suite("\(plan) \($0)", body) })
                }
                await expect(.tooLarge) { try await store.plan("p2", at: at, [.suite("more", "1")]) }
                await expect(.tooLarge) { try await store.put("more") }
                try await store.put("f0", "{\"small\":1}", expected: 1, digests: [:])
                try await store.put("more")
                _ = try await store.commit(Commit([], cancels: "p1"), by: .suite("cancel"))
                try await store.put("f0", body, expected: 10, digests: [:])
                let load = try await store.load(since: nil)
                #expect(load.documents.count == 57 && load.schedules.map(\.id) == ["p0"])
            }
        },
        Check(name: "names and texts are bounded") { storage in
            try await storage.withStore { store in
                let long = String(repeating: "x", count: 257)
                await expect(.refused) { try await store.put("") }
                await expect(.refused) { try await store.put(long) }
                await expect(.refused) { try await store.put("a\nb") }
                await expect(.refused) { try await store.put("chat", digests: ["": "x"]) }
                try await store.put("chat")
                await expect(.refused) {
                    _ = try await store.apply(.withdraw(variant: long, digest: ""), to: "chat", by: .suite("w"))
                }
                let essay = String(repeating: "x", count: 4_097)
                await expect(.tooLarge) { _ = try await store.apply(.kill, to: "chat", by: .suite("k", reason: essay)) }
                let deep = (0..<40).reduce(JSONValue.null) { value, _ in [value] }
                let trip = FeatureState.Trip.suite("canary", digest: "c1", basis: 1, evidence: deep)
                await expect(.tooLarge) { _ = try await store.apply(.trip(trip), to: "chat", by: .suite("t")) }
            }
        },
        Check(name: "a full state takes no further withdrawal, but a kill, what lifts, and what falls due") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                for index in 0..<(StoreLimits.stateEntries - 1) {
                    let withdrawal = StateOperation.withdraw(variant: "v\(index)", digest: "")
                    _ = try await store.apply(withdrawal, to: "chat", by: .suite("w\(index)"))
                }
                let trip = FeatureState.Trip.suite("canary", digest: "c1", basis: 1)
                var seen = try await store.apply(.trip(trip), to: "chat", by: .suite("t")).lineage.revision
                let more = StateOperation.withdraw(variant: "more", digest: "")
                await expect(.tooLarge) { _ = try await store.apply(more, to: "chat", by: .suite("more 1")) }
                let at = try await store.now() + soon
                let again = Schedule.suite(
                    "again", at: at, .breakGlass,
                    operations: ["v0", "new"].map { .init(.withdraw(variant: $0, digest: ""), on: "chat") })
                _ = try await store.apply(
                    .restore(variant: "v0", expected: seen), to: "chat", schedule: again, warrant: Warrant(),
                    by: .suite("r0"))
                try await store.reach(at)
                try await store.beat()
                seen = try #require(try await store.state(of: "chat")?.revision)
                // One came back beside the mark that it was cleared, and another came: it is more than full.
                await expect(.tooLarge) { _ = try await store.apply(more, to: "chat", by: .suite("more 2")) }
                let lift = StateOperation.restore(variant: "canary", expected: seen)
                _ = try await store.apply(lift, to: "chat", by: .suite("lift"))
                #expect(try await store.state(of: "chat")?.state.trips.isEmpty == true)
                let killed = try await store.apply(.kill, to: "chat", by: .suite("k"))
                #expect(killed.changed)
                let restore = StateOperation.restore(variant: nil, expected: killed.lineage.revision)
                #expect(try await store.apply(restore, to: "chat", by: .suite("r")).changed)
                #expect(try await store.state(of: "chat")?.state.withdrawn.isEmpty == true)
            }
        },
    ]
}
