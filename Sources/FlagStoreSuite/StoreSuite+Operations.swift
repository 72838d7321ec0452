import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let operationChecks: [Check] = [
        Check(name: "a kill holds, is stamped by the store, and repeated changes nothing") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let receipt = try await store.apply(.kill, to: "chat", by: .suite("k1", reason: "rude"))
                let again = try await store.apply(.kill, to: "chat", by: .suite("k2", reason: "later"))
                #expect(receipt.changed && !again.changed)
                #expect(again.lineage == receipt.lineage)
                let stored = try await store.state(of: "chat")
                #expect(stored?.revision == 2)
                #expect(
                    stored?.state.kill
                        == FeatureState.Act(by: "uid:kim@desk", at: receipt.at, reason: "rude", source: "cli"))
                #expect(receipt.at > 1_600_000_000_000)
            }
        },
        Check(name: "what hosts serve from an earlier life is killed, though it is not here") { storage in
            try await storage.withStore { store in
                await expect(.unknownKey) { _ = try await store.apply(.kill, to: "chat", by: .suite("k1")) }
                var presence = presence("a")
                presence.lineage = try await store.lineage()
                try await store.announce(presence)
                await expect(.unknownKey) { _ = try await store.apply(.kill, to: "chat", by: .suite("k2")) }
                presence.lineage.revision += 1
                try await store.announce(presence)
                let receipt = try await store.apply(.kill, to: "chat", by: .suite("k3"))
                #expect(receipt.changed && receipt.lineage.revision == presence.lineage.revision + 1)
                #expect(try await store.state(of: "chat")?.state.kill != nil)
                let restore = StateOperation.restore(variant: nil, expected: receipt.lineage.revision)
                #expect(try await store.apply(restore, to: "chat", by: .suite("r")).changed)
                presence.lineage.epoch += 1
                try await store.announce(presence)
                #expect(try await store.apply(.kill, to: "talk", by: .suite("k4")).changed)
            }
        },
        Check(name: "a withdrawal keeps its digest, and the first one stands") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let receipt = try await store.apply(
                    .withdraw(variant: "canary", digest: "c1"), to: "chat", by: .suite("a"))
                let again = try await store.apply(
                    .withdraw(variant: "canary", digest: "c9"), to: "chat", by: .suite("b"))
                _ = try await store.apply(.withdraw(variant: "broken", digest: ""), to: "chat", by: .suite("c"))
                #expect(!again.changed)
                let withdrawn = try await store.state(of: "chat")?.state.withdrawn
                #expect(withdrawn?.keys.sorted() == ["broken", "canary"])
                #expect(withdrawn?["canary"]?.digest == "c1")
                #expect(withdrawn?["canary"]?.act.at == receipt.at)
                #expect(withdrawn?["broken"]?.digest == "")
            }
        },
        Check(name: "a trip is kept with its numbers; a second host's changes nothing") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                var trip = FeatureState.Trip.suite("canary", digest: "c1", basis: 1)
                trip.action = .serve("main")
                let receipt = try await store.apply(.trip(trip), to: "chat", by: .suite("a"))
                let again = try await store.apply(.trip(trip), to: "chat", by: .suite("b"))
                #expect(receipt.changed && !again.changed)
                trip.act = FeatureState.Act(by: "uid:kim@desk", at: receipt.at, reason: "because", source: "cli")
                #expect(try await store.state(of: "chat")?.state.trips == [trip.id: trip])
                let other = FeatureState.Trip.suite("canary", digest: "c1", basis: 1, guardName: "latency")
                #expect(try await store.apply(.trip(other), to: "chat", by: .suite("c")).changed)
            }
        },
        Check(name: "a trip that judged another configuration is stale") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                for (target, digest) in [("canary", "c0"), ("canary", ""), ("unknown", "c1"), ("unknown", "")] {
                    let trip = FeatureState.Trip.suite(target, digest: digest, basis: 1)
                    await expect(.stale) {
                        _ = try await store.apply(.trip(trip), to: "chat", by: .suite("\(target) \(digest)"))
                    }
                }
                let whole = FeatureState.Trip.suite(FeatureState.wholeFeature, digest: "", basis: 1)
                #expect(try await store.apply(.trip(whole), to: "chat", by: .suite("whole")).changed)
            }
        },
        Check(name: "state of a feature that is not there cannot be restricted") { storage in
            try await storage.withStore { store in
                let trip = FeatureState.Trip.suite("canary", digest: "c1", basis: 1)
                let operations: [StateOperation] = [
                    .kill, .withdraw(variant: "canary", digest: ""), .trip(trip), .restore(variant: nil, expected: 0),
                ]
                for (index, operation) in operations.enumerated() {
                    await expect(.unknownKey) {
                        _ = try await store.apply(operation, to: "chat", by: .suite("n\(index)"))
                    }
                }
                try await store.put("chat")
                _ = try await store.delete("chat", expected: 1)
                for (index, operation) in operations.enumerated() {
                    await expect(.unknownKey) {
                        _ = try await store.apply(operation, to: "chat", by: .suite("d\(index)"))
                    }
                }
            }
        },
        Check(name: "an ordinary flag can be killed and restored, and nothing else") { storage in
            try await storage.withStore { store in
                let flag = DocumentChange(
                    id: DocumentID(kind: "flag", key: "banner"), expected: 0, body: Array("{}".utf8))
                _ = try await store.commit([flag], by: .suite("put"))
                await expect(.unknownKey) {
                    _ = try await store.apply(.withdraw(variant: "on", digest: ""), to: "banner", by: .suite("w"))
                }
                let killed = try await store.apply(.kill, to: "banner", by: .suite("k"))
                #expect(try await store.state(of: "banner")?.state.kill?.reason == "because")
                _ = try await store.apply(
                    .restore(variant: nil, expected: killed.lineage.revision), to: "banner", by: .suite("r"))
                #expect(try await store.state(of: "banner")?.state.kill == nil)
            }
        },
        Check(name: "the namespace as a whole can be killed and restored, and nothing else") { storage in
            try await storage.withStore { store in
                let key = FeatureState.namespaceKey
                let killed = try await store.apply(.kill, to: key, by: .suite("k"))
                #expect(try await store.state(of: key)?.state.kill?.reason == "because")
                await expect(.unknownKey) {
                    _ = try await store.apply(.withdraw(variant: "a", digest: ""), to: key, by: .suite("w"))
                }
                let trip = FeatureState.Trip.suite(FeatureState.wholeFeature, digest: "", basis: 1)
                await expect(.unknownKey) { _ = try await store.apply(.trip(trip), to: key, by: .suite("t")) }
                await expect(.unknownKey) {
                    _ = try await store.apply(.restore(variant: "a", expected: 1), to: key, by: .suite("r1"))
                }
                let restored = try await store.apply(
                    .restore(variant: nil, expected: killed.lineage.revision), to: key, by: .suite("r2"))
                #expect(
                    try await store.state(of: key)?.state
                        == FeatureState(key: key, cleared: [FeatureState.wholeFeature: restored.lineage.revision]))
            }
        },
    ]
}
