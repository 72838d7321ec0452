import FlagModel
import FlagStore
import Foundation
import NIOPosix
import RedisClient
import RedisStore
import Synchronization

/// So many agents in one process, each with connections of its own, and an operator who changes something.
final class FleetSimulation: Sendable {
    private struct State {
        var target: UInt64 = .max
        /// When an agent first had the target's revision.
        var arrivals: [ContinuousClock.Instant] = []
        var hasLoaded = 0
    }

    private let configuration: RedisConfiguration
    private let count: Int
    private let state = Mutex(State())
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(configuration: RedisConfiguration, count: Int) {
        self.configuration = configuration
        self.count = count
    }

    func run() async throws {
        // On a thread of its own: the fleet's is busy.
        let operating = try RedisStore(configuration: configuration, namespace: "bench")
        _ = try await operating.initialize()
        let document = DocumentChange(
            id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: Array("{}".utf8))
        _ = try await operating.commit([document], by: .next())
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<count {
                let store = try RedisStore(configuration: configuration, namespace: "bench", group: group)
                let agent = SimulatedAgent(number: number, store: store) { [self] in arrived($0, $1) }
                tasks.addTask { try await agent.run() }
            }
            while state.withLock(\.hasLoaded) < count { try await Task.sleep(for: .milliseconds(100)) }
            report("ready", [])
            for await _ in Self.lines { try await change(operating) }
            tasks.cancelAll()
        }
    }

    /// Of standard input, read by a thread that the agents do without.
    private static var lines: AsyncStream<Void> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while readLine() != nil { continuation.yield() }
                continuation.finish()
            }
        }
    }

    /// Kills, waits until every agent knows, and restores.
    private func change(_ store: RedisStore) async throws {
        let revision = try await store.lineage().revision + 1
        state.withLock { ($0.target, $0.arrivals) = (revision, []) }
        let receipt = try await store.apply(.kill, to: "chat", by: .next())
        let committed = ContinuousClock.now
        while state.withLock({ $0.arrivals.count }) < count { try await Task.sleep(for: .milliseconds(5)) }
        report("change", state.withLock { $0.arrivals.map { max(.zero, $0 - committed) / .milliseconds(1) } })
        _ = try await store.apply(
            .restore(variant: nil, expected: receipt.lineage.revision), to: "chat", by: .next())
    }

    /// An agent has gone from one revision (`nil`: from none) to another.
    private func arrived(_ before: UInt64?, _ revision: UInt64) {
        state.withLock { state in
            if before == nil { state.hasLoaded += 1 }
            if before ?? 0 < state.target, revision >= state.target { state.arrivals.append(.now) }
        }
    }
}
