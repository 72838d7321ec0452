import FlagModel
import FlagStore
import RedisStore
import Synchronization
import Testing

/// A writer that commits one revision after the other, each until it is acknowledged, and knows what was.
final class PersistentCommits: Sendable {
    private struct State {
        var acknowledged: UInt64 = 0
        var failures = 0
        var isStopping = false
    }

    private let store: RedisStore
    private let state = Mutex(State())

    init(store: RedisStore) {
        self.store = store
    }

    /// How many commits were acknowledged.
    var acknowledged: UInt64 { state.withLock(\.acknowledged) }

    /// How many attempts failed, for whatever reason that allows another.
    var failures: Int { state.withLock(\.failures) }

    func stop() { state.withLock { $0.isStopping = true } }

    /// Until `stop` is called. A commit that was acknowledged and lost makes the next one conflict.
    func run() async throws {
        while !state.withLock(\.isStopping) {
            let number = acknowledged + 1
            let change = DocumentChange(
                id: DocumentID(kind: "feature", key: "f"), expected: number - 1, body: Array("\(number)".utf8))
            let attribution = Attribution(
                commitID: "c\(number)", actor: "redis:kim", reason: "because", source: "cli")
            do throws(StoreError) {
                let receipt = try await store.commit([change], by: attribution)
                #expect(receipt.lineage.revision == number)
                state.withLock { $0.acknowledged = number }
            } catch {
                guard error.code == .unavailable else { throw error }
                state.withLock { $0.failures += 1 }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
