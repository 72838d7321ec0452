import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let rolloutChecks: [Check] = [
        Check(name: "a stage begins a rollout, the next ones widen it, stamped by the store") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let first = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("1"))
                let second = try await store.apply(
                    .suiteStage(5_000, expected: first.lineage.revision), to: "chat", by: .suite("2"))
                #expect(
                    try await store.state(of: "chat")?.state.rollout
                        == FeatureState.Rollout(
                            id: "r1", candidate: "canary", salt: "chat/r1",
                            stages: [.init(share: 1_000, since: first.at), .init(share: 5_000, since: second.at)]))
                #expect(
                    try await store.history(limit: 2).map(\.changes) == [
                        ["stage chat canary 5%"], ["stage chat canary 1%"],
                    ]
                )
            }
        },
        Check(name: "a stage is refused where its actor saw another state, variant, rollout or share") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let begun = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("1"))
                let seen = begun.lineage.revision
                let refused: [(StateOperation, StoreError.Code)] = [
                    (.suiteStage(5_000, expected: seen - 1), .conflict),
                    (.suiteStage(5_000, expected: seen, digest: "c0"), .stale),
                    (.suiteStage(5_000, expected: seen, candidate: "none"), .stale),
                    (.suiteStage(5_000, expected: seen, id: "r2"), .refused),
                    (.suiteStage(5_000, expected: seen, candidate: "main", digest: "m1"), .refused),
                    (.suiteStage(1_000, expected: seen), .refused), (.suiteStage(999, expected: seen), .refused),
                    (.suiteStage(0, expected: seen), .refused), (.suiteStage(100_001, expected: seen), .refused),
                ]
                for (index, (operation, code)) in refused.enumerated() {
                    await expect(code) {
                        _ = try await store.apply(operation, to: "chat", by: .suite("refused \(index)"))
                    }
                }
                #expect(try await store.lineage().revision == seen)
                await expect(.unknownKey) {
                    _ = try await store.apply(.suiteStage(5, expected: 0), to: "other", by: .suite("other"))
                }
                await expect(.unknownKey) {
                    _ = try await store.apply(
                        .suiteStage(5, expected: 0), to: FeatureState.namespaceKey, by: .suite("namespace"))
                }
            }
        },
        Check(name: "what is killed, withdrawn or tripped goes no stage further until it is restored") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                var revision = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("1"))
                    .lineage.revision
                let holding: [StateOperation] = [
                    .kill, .withdraw(variant: "canary", digest: "c1"),
                    .trip(.suite("canary", digest: "c1", basis: 1_000)),
                    .trip(.suite(FeatureState.wholeFeature, digest: "", basis: 1_000)),
                ]
                for (index, operation) in holding.enumerated() {
                    revision = try await store.apply(operation, to: "chat", by: .suite("hold \(index)"))
                        .lineage.revision
                    await expect(.held) {
                        let stage = StateOperation.suiteStage(5_000, expected: revision)
                        _ = try await store.apply(stage, to: "chat", by: .suite("held \(index)"))
                    }
                    let restore = StateOperation.restore(variant: nil, expected: revision)
                    revision = try await store.apply(restore, to: "chat", by: .suite("restore \(index)"))
                        .lineage.revision
                }
                // Another variant's withdrawal is no hindrance, and restoring left the rollout as it was.
                revision = try await store.apply(
                    .withdraw(variant: "main", digest: ""), to: "chat", by: .suite("main")
                ).lineage.revision
                #expect(try await store.state(of: "chat")?.state.rollout?.share == 1_000)
                let stage = StateOperation.suiteStage(5_000, expected: revision)
                #expect(try await store.apply(stage, to: "chat", by: .suite("2")).changed)
            }
        },
        Check(name: "a rollback ends the rollout at once, whatever else is held, and repeated changes nothing") {
            storage in
            try await storage.withStore { store in
                try await store.put("chat")
                #expect(try await store.apply(.rollback, to: "chat", by: .suite("none")).changed == false)
                _ = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("1"))
                _ = try await store.apply(.withdraw(variant: "canary", digest: "c1"), to: "chat", by: .suite("w"))
                #expect(try await store.apply(.rollback, to: "chat", by: .suite("back")).changed)
                #expect(try await store.apply(.rollback, to: "chat", by: .suite("again")).changed == false)
                let state = try await store.state(of: "chat")?.state
                #expect(state?.rollout == nil)
                #expect(state?.withdrawn.keys.sorted() == ["canary"])
                await expect(.unknownKey) { _ = try await store.apply(.rollback, to: "other", by: .suite("other")) }
            }
        },
        Check(name: "a paused rollout goes no further until somebody who saw it resumes it") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                #expect(try await store.apply(.pause, to: "chat", by: .suite("none")).changed == false)
                _ = try await store.apply(.suiteStage(1_000, expected: 0), to: "chat", by: .suite("1"))
                let paused = try await store.apply(.pause, to: "chat", by: .suite("pause")).lineage.revision
                #expect(try await store.apply(.pause, to: "chat", by: .suite("again")).changed == false)
                #expect(try await store.state(of: "chat")?.state.rollout?.paused == true)
                await expect(.held) {
                    _ = try await store.apply(.suiteStage(5_000, expected: paused), to: "chat", by: .suite("held"))
                }
                await expect(.conflict) {
                    _ = try await store.apply(.resume(expected: paused - 1), to: "chat", by: .suite("old"))
                }
                let resumed = try await store.apply(.resume(expected: paused), to: "chat", by: .suite("resume"))
                #expect(try await store.state(of: "chat")?.state.rollout?.paused == false)
                let stage = StateOperation.suiteStage(5_000, expected: resumed.lineage.revision)
                #expect(try await store.apply(stage, to: "chat", by: .suite("2")).changed)
            }
        },
        Check(name: "the last sixteen stages are kept") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                var revision: UInt64 = 0
                for share in UInt32(1)...20 {
                    let stage = StateOperation.suiteStage(share * 1_000, expected: revision)
                    revision = try await store.apply(stage, to: "chat", by: .suite("\(share)")).lineage.revision
                }
                let stages = try #require(try await store.state(of: "chat")?.state.rollout?.stages)
                #expect(stages.map(\.share) == (5...20).map { $0 * 1_000 })
            }
        },
    ]
}
