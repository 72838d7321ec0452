import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let restoreChecks: [Check] = [
        Check(name: "a restore that saw an older state is refused") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let first = try await store.apply(.withdraw(variant: "canary", digest: ""), to: "chat", by: .suite("w"))
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                let expected = first.lineage.revision
                await expect(.conflict) {
                    _ = try await store.apply(.restore(variant: nil, expected: expected), to: "chat", by: .suite("r1"))
                }
                await expect(.conflict) {
                    _ = try await store.apply(.restore(variant: "canary", expected: 0), to: "chat", by: .suite("r2"))
                }
                #expect(try await store.state(of: "chat")?.state.kill != nil)
            }
        },
        Check(name: "restoring one variant leaves the kill and other variants as they are") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                for variant in ["canary", "main"] {
                    let withdrawal = StateOperation.withdraw(variant: variant, digest: "")
                    _ = try await store.apply(withdrawal, to: "chat", by: .suite("w \(variant)"))
                    let trip = FeatureState.Trip.suite(variant, digest: variant == "main" ? "m1" : "c1", basis: 1)
                    _ = try await store.apply(.trip(trip), to: "chat", by: .suite("t \(variant)"))
                }
                let seen = try #require(try await store.state(of: "chat")?.revision)
                let receipt = try await store.apply(
                    .restore(variant: "canary", expected: seen), to: "chat", by: .suite("r"))
                let state = try #require(try await store.state(of: "chat")?.state)
                #expect(state.kill != nil)
                #expect(state.withdrawn.keys.sorted() == ["main"])
                #expect(state.trips.keys.sorted() == ["errors/main"])
                #expect(state.cleared == ["canary": receipt.lineage.revision])
            }
        },
        Check(name: "restoring the feature clears everything and covers every target") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.restore(variant: "canary", expected: 0), to: "chat", by: .suite("r0"))
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                let trip = FeatureState.Trip.suite(FeatureState.wholeFeature, digest: "", basis: 2)
                let tripped = try await store.apply(.trip(trip), to: "chat", by: .suite("t"))
                let receipt = try await store.apply(
                    .restore(variant: nil, expected: tripped.lineage.revision), to: "chat", by: .suite("r"))
                let state = try #require(try await store.state(of: "chat")?.state)
                #expect(
                    state == FeatureState(key: "chat", cleared: [FeatureState.wholeFeature: receipt.lineage.revision]))
            }
        },
        Check(name: "a restore with nothing held is recorded all the same, for the trips that hosts hold") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let receipt = try await store.apply(.restore(variant: nil, expected: 0), to: "chat", by: .suite("r"))
                #expect(receipt.changed)
                #expect(receipt.lineage.revision == 2)
                #expect(try await store.state(of: "chat")?.state.clearedRevision(of: "canary") == 2)
            }
        },
        Check(name: "evidence from before a restore is stale, evidence from it on is not") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.restore(variant: "canary", expected: 0), to: "chat", by: .suite("r1"))
                let old = FeatureState.Trip.suite("canary", digest: "c1", basis: 1)
                await expect(.stale) { _ = try await store.apply(.trip(old), to: "chat", by: .suite("old")) }
                let other = FeatureState.Trip.suite("main", digest: "m1", basis: 1)
                #expect(try await store.apply(.trip(other), to: "chat", by: .suite("other")).changed)
                let new = FeatureState.Trip.suite("canary", digest: "c1", basis: 2)
                let tripped = try await store.apply(.trip(new), to: "chat", by: .suite("new"))
                #expect(tripped.changed)
                _ = try await store.apply(
                    .restore(variant: nil, expected: tripped.lineage.revision), to: "chat", by: .suite("r2"))
                await expect(.stale) { _ = try await store.apply(.trip(new), to: "chat", by: .suite("covered")) }
            }
        },
        Check(name: "what is left of a deleted feature's state can be restored") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                _ = try await store.apply(.kill, to: "chat", by: .suite("k"))
                _ = try await store.delete("chat", expected: 1)
                #expect(try await store.state(of: "chat")?.state.kill != nil)
                #expect(try await store.apply(.restore(variant: nil, expected: 2), to: "chat", by: .suite("r")).changed)
            }
        },
    ]
}
