import FlagModel
import FlagStore
import RedisClient

/// One commit after the other, as fast as they are acknowledged.
struct CommitLatency {
    let store: any DocumentStore

    func measure(_ count: Int) async throws {
        _ = try await store.initialize()
        // As long as a feature's document usually is.
        let body = Array(#"{"text":"\#(String(repeating: "x", count: 1_000))"}"#.utf8)
        var documents: [Double] = []
        var kills: [Double] = []
        var revision: UInt64 = 0
        for number in 0..<count {
            let change = DocumentChange(
                id: DocumentID(kind: "feature", key: "chat"), expected: revision, body: body + Array("\(number)".utf8),
                digests: ["main": "m\(number)"])
            documents.append(
                try await milliseconds { revision = try await store.commit([change], by: .next()).lineage.revision })
            var state: UInt64 = 0
            kills.append(
                try await milliseconds {
                    state = try await store.apply(.kill, to: "chat", by: .next()).lineage.revision
                })
            _ = try await store.apply(.restore(variant: nil, expected: state), to: "chat", by: .next())
        }
        report("document", documents)
        report("kill", kills)
        await store.close()
    }
}

/// What any command of this client costs.
struct RedisFloor {
    let client: RedisClient

    func measure(_ count: Int) async throws {
        var sets: [Double] = []
        var calls: [Double] = []
        for _ in 0..<count {
            sets.append(try await milliseconds { _ = try await client.send(RESPCommand("SET", "floor", "1")) })
            calls.append(
                try await milliseconds { _ = try await client.send(RESPCommand("FCALL_RO", "flagpost_version", 0)) })
        }
        report("set", sets)
        report("call", calls)
        await client.close()
    }
}

extension Attribution {
    static func next() -> Attribution {
        Attribution(
            commitID: String(UInt128.random(in: .min ... .max), radix: 16), actor: "redis:bench", reason: "latency",
            source: "bench")
    }
}
