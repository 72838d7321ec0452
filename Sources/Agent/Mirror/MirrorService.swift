// Follows the store: a hint or the poll, a load, restrictions at once, then word to the publisher.

import FlagModel
import FlagStore
import Logging
import ServiceLifecycle
import Synchronization

/// Keeps the mirror at the store's revision.
struct MirrorService: Service {
    struct Timing: Sendable {
        /// Longest time between two polls.
        var poll: Duration
        /// The same while the store does not answer.
        var retry: Duration

        init(poll: Duration = AgentRhythm.poll, retry: Duration = AgentRhythm.retry) {
            self.poll = poll
            self.retry = retry
        }
    }

    let store: any DocumentStore
    let mirror: SharedMirror
    let board: RestrictionBoard
    let propagation: Propagation
    let connection: StoreConnection
    let push: PushWatch
    let publish: Signal
    /// Rung to look at the store at once.
    let look: Signal
    /// Rung when the store is seen to go back: no revision is applied then, and it is to be kept all the same.
    let rewound: Signal
    let timing: Timing
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await hint in store.hints() {
                        push.heard(hint)
                        look.ring()
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        look.ring()
                        let interval = connection.isUp ? timing.poll : timing.retry
                        try? await Task.sleep(for: AgentRhythm.wait(interval))
                    }
                }
                group.addTask {
                    for await _ in look.rings { await synchronise() }
                }
            }
        }
    }

    /// One look at the store.
    func synchronise() async {
        let requestedAt = HostClock.monotonic()
        do throws(StoreError) {
            let since = mirror.read { $0.rewind == nil ? $0.lineage?.revision : nil }
            var load = try await store.load(since: since)
            var past = StorePast()
            if since == nil || load.lineage.revision != since {
                past = await StorePast.read(store, loaded: load.lineage, mirror: mirror)
            }
            if since != nil && (past.agrees == false || !mirror.read { $0.follows(load.lineage) }) {
                load = try await store.load(since: nil)
                past.link = await StorePast.read(store, loaded: load.lineage, mirror: mirror).link
            }
            take(load, past, requestedAt: requestedAt)
            connection.succeeded()
        } catch {
            if error.code == .uninitialised { act(on: mirror.update { $0.takeUninitialised() }) }
            connection.failed(error)
        }
    }

    private func take(_ load: StoreLoad, _ past: StorePast, requestedAt: UInt64) {
        push.found(load.lineage)
        let change = mirror.update { $0.take(load, past: past) }
        if mirror.read({ $0.rewind }) == nil {
            propagation.loaded(load, requestedAt: requestedAt, at: HostClock.monotonic())
        }
        act(on: change)
        for fault in load.faults {
            logger.error(
                "stored entry cannot be read", metadata: ["entry": "\(fault.name)", "reason": "\(fault.reason)"])
        }
    }

    private func act(on change: Mirror.Change) {
        board.refresh(change.states)
        if change.isRewindNew { rewound.ring() }
        for schedule in change.changedAlone {
            logger.error(
                "one person changed this alone; it goes back by itself unless others approve it",
                metadata: [
                    "subject": "\(schedule.subjects.sorted().joined(separator: ", "))",
                    "by": "\(schedule.attribution.actor)", "reason": "\(schedule.attribution.reason)",
                    "until_ms": "\(schedule.at)",
                ])
        }
        if let rewind = change.rewind {
            logger.error(
                "the store went back; specs stay as they were, what it restricts applies, widening waits for 'flagpost store adopt'",
                metadata: ["reason": "\(rewind)"])
        }
        publish.ring()
    }
}
