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
    ]
}
