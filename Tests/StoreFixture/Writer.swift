import FlagModel
import FlagStore
import SQLiteStore

/// Changes things of its own while others change theirs.
struct Writer {
    var store: SQLiteStore
    var name: String

    private func attribution(_ number: Int) -> Attribution {
        Attribution(commitID: "\(name) \(number)", actor: "uid:\(name)@desk", reason: "because", source: "cli")
    }

    private func say(_ number: Int, _ receipt: Receipt) {
        StoreFixture.say("\(name)-\(number) \(receipt.lineage.revision)")
    }

    func write(_ count: Int) async throws {
        for number in 0..<count {
            let id = DocumentID(kind: "feature", key: "\(name)-\(number)")
            let change = DocumentChange(id: id, expected: 0, body: Array("{}".utf8))
            say(number, try await store.commit([change], by: attribution(number)))
        }
    }

    func operate(_ count: Int) async throws {
        for number in 0..<count {
            let lease = try await store.acquireLease(name, for: name, milliseconds: 60_000)
            try await store.announce(
                Presence(
                    agent: name, host: name, version: "1", lineage: try await store.lineage(), appliedAfter: 0,
                    trips: [], traffic: ["chat": ["main"]],
                    readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: [])))
            say(
                number,
                try await store.apply(
                    .withdraw(variant: "\(name)-\(number)", digest: ""), to: "chat", schedule: nil,
                    warrant: Warrant(fence: lease.fence), by: attribution(number)))
        }
    }
}
