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
    /// Rung when no revision is applied and what is known is to be kept all the same: the store is seen to go back, or a
    /// store that is in doubt restricts.
    let toBeKept: Signal
    let timing: Timing
    let logger: Logger
    /// Something has changed, as the store says: what restricts is asked for ahead of the rest.
    private let hinted = SharedFlag()
    /// Something restricts that was heard ahead of its load, and is on no disk yet.
    private let heardAhead = SharedFlag()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await hint in store.hints() {
                        push.heard(hint)
                        hinted.raise()
                        look.ring()
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        look.ring()
                        let interval = connection.answers ? timing.poll : timing.retry
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
            if mirror.read({ $0.nextSince }) == nil || hinted.take() { await restrictFirst() }
            var (load, since) = try await newest()
            var past = StorePast()
            if load.doubt == nil {
                if since == nil || load.lineage.revision != since {
                    past = await StorePast.read(store, loaded: load.lineage, mirror: mirror)
                }
                if since != nil && (past.agrees == false || !mirror.read { $0.follows(load.lineage) }) {
                    since = nil
                    load = try await hear(since: since)
                    if load.doubt == nil {
                        past.link = await StorePast.read(store, loaded: load.lineage, mirror: mirror).link
                    }
                }
            }
            let isUnkept = heardAhead.take()
            if let doubt = load.doubt {
                if isUnkept { keepHearsay() }
                push.interrupted()
                if mirror.read({ $0.makesDo(with: load) }) { take(load, past) }
                connection.doubted(doubt)
            } else {
                push.found(load.lineage)
                take(load, past, requestedAt: requestedAt)
                connection.confirmed()
            }
        } catch {
            if error.code == .uninitialised {
                let change = mirror.update { $0.takeUninitialised() }
                board.refresh(change.states)
                act(on: change)
            }
            connection.failed(error)
            await restrictFirst()
            if heardAhead.take() { keepHearsay() }
        }
    }

    private func keepHearsay() {
        publish.ring()
        toBeKept.ring()
    }

    /// What restricts holds before documents are asked for: those may be many, and take long, or not come at all.
    private func restrictFirst() async {
        let since = mirror.read { $0.rewind == nil ? $0.lineage?.revision : nil }
        guard let found = (try? await store.restrictions(since: since)) ?? nil else { return }
        let isFollowed = mirror.read { $0.rewind == nil && ($0.lineage.map(found.lineage.continues) ?? true) }
        let keys = mirror.update { $0.hear(found, isAhead: true) }
        if !keys.isEmpty { heardAhead.raise() }
        board.refresh(keys, upTo: isFollowed && !found.isCut ? found.lineage : nil)
    }

    /// All that the store has to say since what was taken last, or, where it is in doubt, since what was heard last; and
    /// the revision after which it was asked.
    private func newest() async throws(StoreError) -> (StoreLoad, since: UInt64?) {
        var since = mirror.read { $0.nextSince }
        var load = try await hear(since: since)
        if load.doubt == nil {
            // Where only hearsay reaches so far, what was told to it is missing.
            let own = mirror.read { $0.ownSince }
            guard since != nil, own != since else { return (load, since) }
            since = own
            load = try await hear(since: since)
        } else if !mirror.read({ $0.hasHeardAll(of: load) }) {
            since = nil
            load = try await hear(since: since)
        }
        return (load, since)
    }

    /// One answer. What it restricts holds before anything else is asked.
    private func hear(since: UInt64?) async throws(StoreError) -> StoreLoad {
        let load = try await store.load(since: since)
        let restricted = mirror.update { $0.hear(load) }
        guard !restricted.isEmpty else { return load }
        board.refresh(restricted)
        if load.doubt != nil { keepHearsay() }
        return load
    }

    /// - Parameter requestedAt: when what was confirmed by it was asked for; `nil`: nothing was.
    private func take(_ load: StoreLoad, _ past: StorePast, requestedAt: UInt64? = nil) {
        let change = mirror.update { $0.take(load, past: past) }
        board.refresh(change.states, upTo: load.isCut ? nil : load.lineage)
        if let requestedAt, mirror.read({ $0.rewind }) == nil {
            propagation.loaded(load, requestedAt: requestedAt, at: HostClock.monotonic())
        }
        act(on: change)
        for fault in load.faults {
            logger.error(
                "stored entry cannot be read", metadata: ["entry": "\(fault.name)", "reason": "\(fault.reason)"])
        }
    }

    private func act(on change: Mirror.Change) {
        if change.isToBeKept { toBeKept.ring() }
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
