import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    /// Text that breaks what is quoted, joined or counted carelessly.
    static let hostileTexts = [
        "ünïcode ✓ 日本語 👩‍👩‍👧", "it's \"quoted\"; DROP TABLE documents; --", "back\\slash % _ * ? [a-z] {tag}", "a:b/c d:e",
        "$6\r\nfoobar\r\n*1\r\n", "return redis.call('flushall')", "\u{200F}right-to-left", " ",
    ]

    static let contentChecks: [Check] = [
        Check(name: "whatever text people write comes back as it was") { storage in
            try await storage.withStore { store in
                for (index, text) in hostileTexts.enumerated() {
                    let key = text.filter { !$0.isNewline }
                    let body = JSONValue.object([text: .string(text)]).canonicalText
                    let id = DocumentID(kind: "feature", key: key)
                    let change = DocumentChange(
                        id: id, expected: 0, body: Array(body.utf8), digests: [key: "digest of \(key)"])
                    let by = Attribution(
                        commitID: "c\(index) \(key)", actor: text, onBehalfOf: text, reason: text, source: text)
                    let receipt = try await store.commit([change], by: by)
                    let load = try await store.load(since: receipt.lineage.revision - 1)
                    #expect(
                        load.documents == [
                            StoredDocument(
                                id: id, revision: receipt.lineage.revision, body: Array(body.utf8),
                                digests: [key: "digest of \(key)"])
                        ])
                    let record = try await store.history(limit: 1).first
                    #expect(record?.attribution == by)
                    #expect(record?.changes == ["put feature/\(key)"])
                    try await tripAndWithdraw(key, text: text, on: store)
                }
                #expect(try await store.load(since: nil).documents.count == hostileTexts.count)
            }
        },
        Check(name: "bytes that are no text are kept as they are") { storage in
            try await storage.withStore { store in
                let body = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
                let change = DocumentChange(id: .feature("bytes"), expected: 0, body: body)
                _ = try await store.commit([change], by: .suite("bytes"))
                #expect(try await store.document("bytes")?.body == body)
                let empty = DocumentChange(id: .feature("empty"), expected: 0, body: [])
                _ = try await store.commit([empty], by: .suite("empty"))
                #expect(try await store.document("empty")?.body == [])
            }
        },
        Check(name: "evidence keeps its numbers to the last digit, and its empty parts") { storage in
            try await storage.withStore { store in
                try await store.put("chat")
                let evidence: JSONValue = [
                    "revision": 9_007_199_254_740_991, "large": .integer(.max), "low": .integer(.min), "rate": 0.1,
                    "p": 3.141592653589793, "tiny": 2.5e-308, "none": .null, "empty": [:], "list": [], "yes": true,
                    "nested": [["a": []], [:], .null],
                ]
                let trip = FeatureState.Trip.suite(
                    "canary", digest: "c1", basis: 9_007_199_254_740_991, evidence: evidence)
                _ = try await store.apply(.trip(trip), to: "chat", by: .suite("t"))
                let kept = try await store.state(of: "chat")?.state.trips[trip.id]
                #expect(kept?.evidence == evidence)
                #expect(kept?.basis == 9_007_199_254_740_991)
                #expect(try await store.history(limit: 1).first?.evidence == evidence)
            }
        },
    ]

    private static func tripAndWithdraw(_ key: String, text: String, on store: any DocumentStore) async throws {
        let by = Attribution(commitID: "w \(key)", actor: text, reason: text, source: text)
        let receipt = try await store.apply(.withdraw(variant: key, digest: text), to: key, by: by)
        var trip = FeatureState.Trip.suite(
            key, digest: "digest of \(key)", basis: 1, guardName: key, evidence: [text: .string(text)])
        let tripped = try await store.apply(
            .trip(trip), to: key, by: Attribution(commitID: "t \(key)", actor: text, reason: text, source: text))
        let state = try #require(try await store.state(of: key)?.state)
        let act = FeatureState.Act(by: text, at: receipt.at, reason: text, source: text)
        trip.act = FeatureState.Act(by: text, at: tripped.at, reason: text, source: text)
        #expect(state.withdrawn == [key: FeatureState.Withdrawal(act: act, digest: text)])
        #expect(state.trips == [trip.id: trip])
    }
}
