// The agent among the others: says every few seconds what it has applied and what it holds, at once when that
// changes, and takes a trip to the store when a quorum of hosts agrees.

import AgentCore
import FlagModel
import FlagStore
import Logging
import ServiceLifecycle

struct FleetService: Service {
    let store: any DocumentStore
    let core: SharedCore
    let presence: PresenceSource
    let performer: GuardPerformer
    let telemetry: TelemetryHub
    let announce: Signal
    /// Rung after a commit of our own, so that the mirror need not wait for the notification, and if the store did not
    /// answer, which a look at it has to tell.
    let look: Signal
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        announce.ring()
                        let isUrgent = core.read { !$0.trips.announced.isEmpty }
                        let interval = isUrgent ? AgentRhythm.urgentAnnouncement : AgentRhythm.announcement
                        try? await Task.sleep(for: AgentRhythm.wait(interval))
                    }
                }
                group.addTask {
                    for await _ in announce.rings { await meet() }
                }
            }
        }
        // What another agent of that id says is not this one's to take away.
        if presence.identity.isClaimed { try? await store.withdrawPresence(of: presence.identity.id) }
    }

    /// One exchange with the store. Its failures are the look's to tell; the next exchange tries again. A store that is in
    /// doubt is told nothing: it refuses, or forgets.
    func meet() async {
        guard core.read({ !$0.standing.isDoubted }), let own = presence.current() else { return }
        let began = HostClock.monotonic()
        let isReached = await reaches("the store refuses this host's presence") { () throws(StoreError) in
            try await say(own)
            perform { $0.announced(own.held, at: HostClock.monotonic()) }
        }
        guard isReached, core.read({ $0.standing.isKnown && !$0.standing.isDoubted }) else { return }
        guard core.read({ !$0.trips.announced.isEmpty }) else { return core.update { $0.hasNothingToCommit() } }
        _ = await reaches("the store does not tell who else has tripped") { () throws(StoreError) in
            let fleet = FleetView(try await store.fleet())
            await commit(core.update { $0.commits(fleet) }, until: began + Self.turn)
        }
    }

    /// Another agent's id is given up for a new one.
    private func say(_ own: Presence) async throws(StoreError) {
        let identity = presence.identity
        do throws(StoreError) {
            try await store.announce(own, as: identity.claim)
        } catch {
            guard error.code == .held else { throw error }
            identity.renew(because: "another agent announces itself under it: a copied state directory, or machine")
            perform { $0.renamed(to: identity.id) }
            logger.warning(
                "another agent has this agent's id; it has taken a new one",
                metadata: ["was": "\(own.agent)", "agent": "\(identity.id)"])
            try await store.announce(presence.current() ?? own, as: identity.claim)
        }
        identity.claimed()
    }

    /// Carries out what an announcement did to this host's own restrictions.
    func perform(_ event: (inout AgentCore) -> [HeartbeatEffect]) {
        let effects = core.update { core in
            let effects = event(&core)
            // Before anybody sees that these trips are judged again: the old windows would confirm them.
            for case .restartWindows(let feature, let target) in effects {
                telemetry.restart(feature: feature, target: target, from: HostClock.monotonic())
            }
            return effects
        }
        for effect in effects {
            switch effect {
            case .restartWindows: break
            case .override(let keys): performer.override(keys)
            case .persistAndAnnounce: performer.persistAndAnnounce()
            }
        }
    }

    /// For how long trips are committed before this host speaks again, or others would take it for gone; nanoseconds.
    private static let turn = UInt64(AgentRhythm.announcement / .nanoseconds(1))

    /// True if the store answered. What it refused is told once for each reason.
    private func reaches(_ complaint: Logger.Message, _ body: () async throws(StoreError) -> Void) async -> Bool {
        do throws(StoreError) {
            try await body()
        } catch {
            if error.code == .unavailable {
                look.ring()
                guard core.update({ $0.unanswered() }) else { return false }
            }
            if core.update({ $0.isNewRefusal(error) }) { logger.error(complaint, metadata: ["reason": "\(error)"]) }
            return error.code != .unavailable
        }
        return true
    }

    private func commit(_ commits: [TripCommit], until deadline: UInt64) async {
        for commit in commits {
            guard HostClock.monotonic() < deadline else { return announce.ring() }
            let isReached = await reaches("the store refuses a trip") { () throws(StoreError) in
                try await self.commit(commit)
            }
            guard isReached else { return }
        }
    }

    private func commit(_ commit: TripCommit) async throws(StoreError) {
        let trip = commit.trip
        let attribution = Attribution(
            commitID: commit.id, actor: try await store.actor(), reason: trip.act.reason, source: trip.act.source)
        do throws(StoreError) {
            let receipt = try await store.apply(.trip(trip), to: commit.feature, by: attribution)
            guard receipt.changed, core.update({ $0.committed(commit) }) else { return }
            performer.events.add(
                "committed", at: Double(receipt.at),
                [
                    "feature": .string(commit.feature), "target": .string(trip.target),
                    "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                ])
            performer.metrics.committed(trip, on: commit.feature)
            logger.warning(
                "trip committed for the fleet",
                metadata: [
                    "feature": "\(commit.feature)", "target": "\(trip.target)",
                    "revision": "\(receipt.lineage.revision)",
                ])
            look.ring()
        } catch {
            guard error.code == .stale || error.code == .unknownKey else { throw error }
            // The spec or a restore went ahead of us; the mirror will say so, and the trip ends or is judged afresh.
            logger.notice(
                "store refused a trip",
                metadata: ["feature": "\(commit.feature)", "target": "\(trip.target)", "reason": "\(error)"])
            look.ring()
        }
    }
}
