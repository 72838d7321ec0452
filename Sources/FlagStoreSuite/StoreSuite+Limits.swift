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
                for batch in 0..<10 {
                    let changes = (0..<1_000).map {
                        DocumentChange(id: .feature("f\(batch * 1_000 + $0)"), expected: 0, body: Array("{}".utf8))
                    }
                    _ = try await store.commit(changes, by: .suite("batch \(batch)"))
                }
                await expect(.tooLarge) { try await store.put("one too many") }
                _ = try await store.delete("f0", expected: 1)
                try await store.put("one too many", "{\"fits\":true}")
                #expect(try await store.load(since: nil).documents.count == StoreLimits.documents)
            }
        },
        Check(name: "a namespace over 64 MiB is refused") { storage in
            try await storage.withStore { store in
                let body = [UInt8](repeating: UInt8(ascii: "x"), count: StoreLimits.documentBytes)
                for batch in 0..<8 {
                    let changes = (0..<8).map {
                        DocumentChange(id: .feature("f\(batch * 8 + $0)"), expected: 0, body: body)
                    }
                    _ = try await store.commit(changes, by: .suite("batch \(batch)"))
                }
                await expect(.tooLarge) { try await store.put("more") }
                try await store.put("f0", "{\"small\":1}", expected: 1, digests: [:])
                try await store.put("more")
                let load = try await store.load(since: nil)
                #expect(load.documents.count == 65)
            }
        },
        Check(name: "what is planned counts into the 64 MiB") { storage in
            try await storage.withStore { store in
                let body = [UInt8](repeating: UInt8(ascii: "x"), count: StoreLimits.documentBytes)
                let at = try await store.now() + later
                for number in 0..<16 {
                    let changes = (0..<4).map {
                        DocumentChange(id: .feature("f\(number * 4 + $0)"), expected: 0, body: body)
                    }
                    try await store.plan("p\(number)", at: at, changes)
                }
                await expect(.tooLarge) { try await store.plan("more", at: at, [.suite("more", "1")]) }
                await expect(.tooLarge) { try await store.put("more") }
                #expect(try await store.load(since: nil).schedules.count == 16)
                _ = try await store.commit(Commit([], cancels: "p3"), by: .suite("cancel"))
                try await store.put("more")
            }
        },
        Check(name: "documents are counted though what was due came before a commit that was refused") { storage in
            try await storage.withStore { store in
                let at = try await store.now() + soon
                let changes = (0..<StoreLimits.changes).map {
                    DocumentChange(id: .feature("planned \($0)"), expected: 0, body: Array("{}".utf8))
                }
                try await store.plan("p", at: at, changes)
                for batch in 0..<9 {
                    let changes = (0..<1_000).map {
                        DocumentChange(id: .feature("f\(batch * 1_000 + $0)"), expected: 0, body: Array("{}".utf8))
                    }
                    _ = try await store.commit(changes, by: .suite("batch \(batch)"))
                }
                try await store.reach(at)
                await expect(.conflict) { try await store.put("f0", "other", expected: 0) }
                await expect(.tooLarge) { try await store.put("one too many") }
                let gone = try await store.load(since: nil).documents.prefix(2)
                for document in gone { _ = try await store.delete(document.id.key, expected: document.revision) }
                try await store.put("fits")
                try await store.put("fits, too")
                await expect(.tooLarge) { try await store.put("one too many") }
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
        Check(name: "a state document that is full takes no further withdrawal, but takes a kill and a restore") {
            storage in
            try await storage.withStore { store in
                try await store.put("chat")
                for index in 0..<StoreLimits.stateEntries {
                    let withdrawal = StateOperation.withdraw(variant: "v\(index)", digest: "")
                    _ = try await store.apply(withdrawal, to: "chat", by: .suite("w\(index)"))
                }
                await expect(.tooLarge) {
                    _ = try await store.apply(.withdraw(variant: "more", digest: ""), to: "chat", by: .suite("more"))
                }
                let killed = try await store.apply(.kill, to: "chat", by: .suite("k"))
                #expect(killed.changed)
                let restore = StateOperation.restore(variant: nil, expected: killed.lineage.revision)
                #expect(try await store.apply(restore, to: "chat", by: .suite("r")).changed)
                #expect(try await store.state(of: "chat")?.state.withdrawn.isEmpty == true)
            }
        },
        Check(name: "a state document that is more than full takes a kill, and what lifts a trip or a withdrawal") {
            storage in
            try await storage.withStore { store in
                try await store.put("chat")
                for index in 0..<(StoreLimits.stateEntries - 1) {
                    let withdrawal = StateOperation.withdraw(variant: "v\(index)", digest: "")
                    _ = try await store.apply(withdrawal, to: "chat", by: .suite("w\(index)"))
                }
                let trip = FeatureState.Trip.suite("canary", digest: "c1", basis: 1)
                var seen = try await store.apply(.trip(trip), to: "chat", by: .suite("t")).lineage.revision
                let at = try await store.now() + soon
                let again = Schedule.suite(
                    "again", at: at, .breakGlass,
                    operations: [
                        .init(.withdraw(variant: "v0", digest: ""), on: "chat"),
                        .init(.withdraw(variant: "new", digest: ""), on: "chat"),
                    ])
                seen = try await store.apply(
                    .restore(variant: "v0", expected: seen), to: "chat", schedule: again, warrant: Warrant(),
                    by: .suite("r0")
                ).lineage.revision
                try await store.reach(at)
                try await store.beat()
                seen = try #require(try await store.state(of: "chat")?.revision)
                // One has come back beside the mark that it was cleared, and another one came.
                let more = StateOperation.withdraw(variant: "more", digest: "")
                await expect(.tooLarge) { _ = try await store.apply(more, to: "chat", by: .suite("more")) }
                let lift = StateOperation.restore(variant: "canary", expected: seen)
                seen = try await store.apply(lift, to: "chat", by: .suite("lift")).lineage.revision
                #expect(try await store.state(of: "chat")?.state.trips.isEmpty == true)
                #expect(try await store.apply(.kill, to: "chat", by: .suite("k")).changed)
            }
        },
    ]
}
