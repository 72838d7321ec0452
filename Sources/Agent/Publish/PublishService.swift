internal import FlagStore
package import Logging
package import ServiceLifecycle

/// Publishes when the mirror has changed, and keeps the heartbeat that tells readers of a living agent.
package struct PublishService: Service {
    let publisher: SnapshotPublisher
    let control: SharedControlPage
    let mirror: SharedMirror
    let propagation: Propagation
    let connection: StoreConnection
    let lastGood: LastGoodFile
    let metrics: AgentMetrics
    let publish: Signal
    /// Rung when services read another revision.
    let applied: Signal
    let serviceManager: ServiceManager
    let logger: Logger

    static let heartbeat: Duration = .milliseconds(500)

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in publish.rings { await publishOnce() }
                }
                group.addTask { await beat() }
            }
        }
    }

    /// Also called once at start, so that services have the last good flags before the store has answered.
    func publishOnce() async {
        do throws(AgentError) {
            guard let publication = try await publisher.publish() else { return }
            confirm()
            if let milliseconds = propagation.applied(publication.lineage, at: HostClock.monotonic()) {
                applied.ring()
                metrics.published(publication, milliseconds: milliseconds)
                logger.info(
                    "applied revision \(publication.lineage.revision)",
                    metadata: ["generation": "\(publication.generation)", "after_ms": "\(Int(milliseconds))"])
                lastGood.write(mirror.current)
            }
        } catch {
            metrics.publishFailed()
            logger.error("cannot publish", metadata: ["reason": "\(error)"])
        }
    }

    /// Tells readers how fresh their flags are: the store has confirmed this very revision.
    private func confirm() {
        guard connection.isUp, mirror.read({ $0.rewind == nil }) else { return }
        control.update { $0.confirm(at: propagation.confirmedAt) }
    }

    private func beat() async {
        var nextWatchdog = HostClock.monotonic()
        while !Task.isCancelled {
            let now = HostClock.monotonic()
            control.update { $0.beat(at: now) }
            if let interval = serviceManager.watchdogInterval, now >= nextWatchdog {
                serviceManager.alive()
                nextWatchdog = now + UInt64(interval / .nanoseconds(1))
            }
            try? await Task.sleep(for: Self.heartbeat)
        }
    }
}
