import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let pastChecks: [Check] = [
        Check(name: "what was replaced or deleted is found by its digest") { storage in
            try await storage.withStore { store in
                try await store.put("chat", "A")
                try await store.put("chat", "B", expected: 1)
                _ = try await store.delete("chat", expected: 2)
                #expect(try await store.kept(["A", "B", "never"], of: "chat") == ["A", "B"])
                _ = try await store.commit([.suite("chat", "A")], by: .suite("A again"))
                try await store.put("chat", "C", expected: 4)
                #expect(try await store.kept(["A", "B", "C"], of: "chat") == ["A", "B", "C"])
                #expect(try await store.contents([]).isEmpty)
            }
        },
        Check(name: "a redaction erases what it replaces and what was kept, and leaves the chain whole") { storage in
            try await storage.withStore { store in
                for key in ["chat", "other"] {
                    try await store.put(key, "secret")
                    let seen = try #require(try await store.document(key)?.revision)
                    try await store.put(key, "leaked", expected: seen)
                }
                let seen = try #require(try await store.document("chat")?.revision)
                let redaction = DocumentChange.suite("chat", "redacted", expected: seen, erasesPast: true)
                _ = try await store.commit([redaction], by: .suite("redact"))
                let bodies = ["secret", "leaked", "redacted"]
                #expect(try await store.kept(bodies, of: "chat") == ["redacted"])
                // What another document held is its own.
                #expect(try await store.kept(bodies, of: "other") == ["secret", "leaked"])
                #expect(try await store.brokenChain() == nil)
                #expect(try await store.history(limit: 10).count == 5)
                #expect(try await store.archive().past.map(\.document.key) == ["other"])
            }
        },
        Check(name: "a redaction that changes nothing else erases what was kept all the same") { storage in
            try await storage.withStore { store in
                _ = try await store.commit([.suite("chat", "A")], by: .suite("A"))
                _ = try await store.commit([.suite("chat", "B", expected: 1)], by: .suite("B"))
                func redaction(_ seen: UInt64) -> [DocumentChange] {
                    [.suite("chat", "B", expected: seen, erasesPast: true)]
                }
                let receipt = try await store.commit(redaction(2), by: .suite("redact"))
                #expect(receipt.changed)
                #expect(try await store.kept(["A", "B"], of: "chat") == ["B"])
                let again = try await store.commit(redaction(receipt.lineage.revision), by: .suite("again"))
                #expect(!again.changed)
                _ = try await store.commit(
                    [.suite("chat", nil, expected: receipt.lineage.revision, erasesPast: true)], by: .suite("delete"))
                #expect(try await store.kept(["A", "B"], of: "chat").isEmpty)
            }
        },
        Check(name: "a redaction ends proposals that hold the document, and takes what they hold") { storage in
            try await storage.withStore { store in
                let (ann, bo) = (try await store.person("ann"), try await store.person("bo"))
                try await store.put("chat", "A")
                let changes: [DocumentChange] = [.suite("other", "1"), .suite("chat", "B", expected: 1)]
                let both = try await store.proposal("both", by: ann, .documents(changes, move: nil))
                try await store.propose(both)
                let other = try await store.approved(
                    .documents([.suite("other", "1")], move: nil), name: "other", by: ann)
                let redaction = DocumentChange.suite("chat", "redacted", expected: 1, erasesPast: true)
                _ = try await store.commit([redaction], by: .suite("redact"))
                #expect(try await store.proposals().map(\.proposal.id) == [other])
                await expect(.notApproved) { try await store.vote(.approve, on: both, as: bo) }
                await expect(.notApproved) { _ = try await store.withdraw(both.id, by: .suite("w", as: ann)) }
                await expect(.notApproved) { try await store.propose(both, commitID: "again") }
                try await store.carryOut([.suite("other", "1")], other, id: "go")
            }
        },
        Check(name: "contents over 64 MiB that were replaced are dropped, the oldest first") { storage in
            try await storage.withStore { store in
                func body(_ round: Int, _ index: Int) -> String {
                    "\(round) \(index)" + String(repeating: "x", count: StoreLimits.documentBytes - 3)
                }
                for round in 0..<10 {
                    let changes = (0..<8).map {
                        DocumentChange.suite("f\($0)", body(round, $0), expected: UInt64(round))
                    }
                    _ = try await store.commit(changes, by: .suite("round \(round)"))
                }
                for index in [0, 7] {
                    let kept = try await store.kept((0..<10).map { body($0, index) }, of: "f\(index)")
                    #expect(kept.count == 9)
                    #expect(kept.first == body(1, index))
                }
            }
        },
    ]
}
