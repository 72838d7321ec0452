import ServiceLifecycle

/// Writes what nobody waits for, ten times a second, and closes the journal when everything else has stopped.
struct JournalService: Service {
    let journal: Journal
    let metrics: AgentMetrics

    static let interval: Duration = .milliseconds(100)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures: UInt64 = 0
            while !Task.isCancelled {
                journal.look(now: HostClock.monotonic())
                if journal.failures > failures { metrics.diskFailed("journal") }
                failures = journal.failures
                try? await Task.sleep(for: Self.interval)
            }
        }
        await journal.shutDown()
    }
}
