import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import ServiceLifecycle
import SnapshotWriting

/// Publishes when the mirror has changed, and keeps the heartbeat that tells readers of a living agent.
struct PublishService: Service {
    let publisher: SnapshotPublisher
    let directory: RuntimeDirectory
    let control: SharedControlPage
    let core: SharedCore
    let metrics: AgentMetrics
    let events: EventLog
    let publish: Signal
    /// Rung when services read another revision.
    let applied: [Signal]
    let serviceManager: ServiceManager
    let logger: Logger

    static let heartbeat: Duration = .milliseconds(500)
    /// How often superseded snapshots are looked at.
    static let tidying: Duration = .seconds(1)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in publish.rings { await publishOnce() }
                }
                group.addTask { try await beat() }
                group.addTask {
                    // Apart from the beat, which must not wait for a snapshot that is being written.
                    while !Task.isCancelled {
                        try? await Task.sleep(for: Self.tidying)
                        await publisher.removeSuperseded()
                    }
                }
                // Not `waitForAll`, which lets the others run on after one has failed.
                while try await group.next() != nil {}
            }
        }
    }

    /// Also called once at start, so that services have the last good flags before the store has answered.
    func publishOnce() async {
        do throws(AgentError) {
            guard let publication = try await publisher.publish() else { return }
            confirm(publication.lineage)
            if let milliseconds = core.update({ $0.applied(publication.lineage, at: HostClock.monotonic()) }) {
                for signal in applied { signal.ring() }
                let isFollowed = core.read { $0.propagation.hasFollowed(to: publication.lineage) }
                metrics.published(publication, milliseconds: isFollowed ? milliseconds : nil)
                events.add(
                    "applied",
                    [
                        "revision": .integer(Int64(clamping: publication.lineage.revision)),
                        "after_ms": .number(milliseconds),
                    ])
                logger.info(
                    "applied a revision",
                    metadata: [
                        "revision": "\(publication.lineage.revision)", "generation": "\(publication.generation)",
                        "after_ms": "\(Int(milliseconds))",
                    ])
            }
        } catch {
            metrics.publishFailed()
            logger.error("cannot publish", metadata: ["reason": "\(error)"])
        }
    }

    /// Tells readers how fresh their flags are: the store has confirmed this very revision.
    private func confirm(_ lineage: Lineage) {
        guard let confirmedAt = core.read({ $0.propagation.confirmedAt(lineage) }) else { return }
        control.update { $0.confirm(at: confirmedAt) }
    }

    /// Throws where somebody removed the runtime directory: nothing that is written reaches a service any more, and the
    /// next start makes it anew.
    private func beat() async throws {
        var nextWatchdog = HostClock.monotonic()
        while !Task.isCancelled {
            let now = HostClock.monotonic()
            let isThere = control.update {
                $0.beat(at: now)
                return $0.hasPageAtPath()
            }
            guard isThere else {
                throw AgentError("\(directory.path) was removed while the agent ran; it has to be started again")
            }
            if let interval = serviceManager.watchdogInterval, now >= nextWatchdog {
                serviceManager.alive()
                nextWatchdog = now + UInt64(interval / .nanoseconds(1))
            }
            try? await Task.sleep(for: Self.heartbeat)
        }
    }
}
