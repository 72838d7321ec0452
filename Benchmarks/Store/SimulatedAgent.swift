import Agent
import FlagModel
import FlagStore
import Synchronization

/// What an agent says to its store, without a host: listens, polls, loads, announces.
struct SimulatedAgent {
    let number: Int
    let store: any DocumentStore
    /// Told of every revision it goes to, and the one before.
    let arrived: @Sendable (UInt64?, UInt64) -> Void

    private var name: String { "agent-\(number)" }

    /// What it has applied.
    private final class Applied: Sendable {
        let lineage = Mutex<Lineage?>(nil)
    }

    func run() async throws {
        let applied = Applied()
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (announcements, announce) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Hosts were started at any time.
        try await Task.sleep(for: AgentRhythm.poll * Double.random(in: 0...1))
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { for await _ in store.hints() { look.yield() } }
            tasks.addTask { await repeatedly(AgentRhythm.poll) { look.yield() } }
            tasks.addTask { await repeatedly(AgentRhythm.announcement) { announce.yield() } }
            tasks.addTask {
                for await _ in looks {
                    let before = applied.lineage.withLock { $0 }
                    guard let load = try? await store.load(since: before?.revision) else { continue }
                    guard load.lineage != before else { continue }
                    // Whether the store is still the one that it was.
                    _ = try? await store.history(before: load.lineage.revision + 1, limit: 2)
                    applied.lineage.withLock { $0 = load.lineage }
                    arrived(before?.revision, load.lineage.revision)
                    announce.yield()
                }
            }
            tasks.addTask {
                for await _ in announcements {
                    guard let lineage = applied.lineage.withLock({ $0 }) else { continue }
                    try? await store.announce(presence(lineage))
                }
            }
        }
        await store.close()
    }

    private func repeatedly(_ interval: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            try? await Task.sleep(for: AgentRhythm.wait(interval))
        }
    }

    /// Ten processes read on each host, and ten features have traffic.
    private func presence(_ lineage: Lineage) -> Presence {
        Presence(
            agent: name, host: "host-\(number)", version: "bench", lineage: lineage, appliedAfter: 20, trips: [],
            traffic: Dictionary(uniqueKeysWithValues: (0..<10).map { ("feature-\($0)", ["canary", "stable"]) }),
            readers: .init(processes: 10, taken: 10, idle: 0, takenAfter: Array(repeating: 1.5, count: 10)))
    }
}
