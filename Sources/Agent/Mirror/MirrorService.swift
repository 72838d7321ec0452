// Follows the store: a change notification or the poll begins a look, and what the core makes of each answer is carried
// out before anything else is asked.

import AgentCore
import FlagModel
import FlagStore
import Logging
import ServiceLifecycle

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
    let core: SharedCore
    let overrides: OverrideWriter
    let metrics: AgentMetrics
    let publish: Signal
    /// Rung to look at the store at once.
    let look: Signal
    /// Rung when no revision is applied and what is known is to be kept all the same: the store is seen to go back, or a
    /// store that is in doubt restricts.
    let persist: Signal
    let timing: Timing
    let logger: Logger
    /// Something has changed, as the store says: what restricts is asked for ahead of the rest.
    private let notified = SharedFlag()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await hint in store.hints() {
                        core.update { $0.notified(hint, at: HostClock.monotonic()) }
                        notified.raise()
                        look.ring()
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        look.ring()
                        let interval = core.read { $0.standing.answers } ? timing.poll : timing.retry
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
        let isNotified = notified.take()
        var request: StoreLook.Request? = core.update {
            $0.beginLook(isNotified: isNotified, at: HostClock.monotonic())
        }
        while let question = request {
            let answer = await ask(question)
            let step = core.update { $0.answered(answer, at: HostClock.monotonic()) }
            for effect in step.effects { perform(effect) }
            request = step.next
        }
    }

    private func ask(_ request: StoreLook.Request) async -> StoreLook.Answer {
        do throws(StoreError) {
            switch request {
            case .restrictions(let since): return .restrictions(try await store.restrictions(since: since))
            case .load(let since): return .load(try await store.load(since: since))
            case .records(let revision, let limit):
                return .records(try await store.history(before: revision + 1, limit: limit))
            }
        } catch {
            return .failed(error)
        }
    }

    private func perform(_ effect: StoreLook.Effect) {
        switch effect {
        case .override(let keys, let lineage): overrides.refresh(keys, upTo: lineage)
        case .publish: publish.ring()
        case .persist: persist.ring()
        case .standing(let standing): log(standing)
        case .wentBack(let reason):
            logger.error(
                "the store went back; specs stay as they were, what it restricts applies, widening waits for 'flagpost store adopt'",
                metadata: ["reason": "\(reason)"])
        case .changedAlone(let schedule):
            logger.error(
                "one person changed this alone; it goes back by itself unless others approve it",
                metadata: [
                    "subject": "\(schedule.subjects.sorted().joined(separator: ", "))",
                    "by": "\(schedule.attribution.actor)", "reason": "\(schedule.attribution.reason)",
                    "until_ms": "\(schedule.at)",
                ])
        case .unreadable(let name, let reason):
            logger.error("stored entry cannot be read", metadata: ["entry": "\(name)", "reason": "\(reason)"])
        case .missedNotification(let revision):
            metrics.pushMissed()
            logger.warning("a change came without a hint; the poll found it", metadata: ["revision": "\(revision)"])
        }
    }

    private func log(_ standing: StoreStanding) {
        let location: Logger.MetadataValue = "\(store.location)"
        switch standing {
        case .unknown: break
        case .up: logger.info("store answers", metadata: ["store": location])
        case .doubted(let reason):
            logger.error(
                "store confirms nothing; what it restricts holds, the rest stays as it is, and its age grows",
                metadata: ["store": location, "reason": "\(reason)"])
        case .down(let reason):
            logger.error(
                "store does not answer; services go on with the last good flags",
                metadata: ["store": location, "reason": "\(reason)"])
        }
    }
}
