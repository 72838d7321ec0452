// The agent among the others: says every few seconds what it has applied and what it holds, at once when that
// changes, and brings a trip to the store when a quorum of hosts agrees.

import Control
import FlagModel
import FlagStore
import Logging
import ServiceLifecycle
import Synchronization

final class FleetService: Service {
    let store: any DocumentStore
    let connection: StoreConnection
    let presence: PresenceSource
    let hostTrips: SharedHostTrips
    let performer: TripPerformer
    let events: EventLog
    let metrics: AgentMetrics
    let announce: Signal
    /// Rung after a commit of our own, so that the mirror need not wait for the hint, and where the store did not answer,
    /// which a look at it has to tell.
    let look: Signal
    let logger: Logger
    /// What the store has refused, as it was said.
    private let refusals = Mutex<Set<String>>([])
    /// Commits made and not yet seen in the mirror: brought once more, they come back as they were.
    private let brought = Mutex<Set<String>>([])
    /// When the store last took an announcement; `nil` before the first.
    private let toldAt = Mutex<UInt64?>(nil)
    /// Announcements in a row that got no answer from a store which answers looks.
    private let unanswered = Mutex(0)

    init(
        store: any DocumentStore, connection: StoreConnection, presence: PresenceSource,
        hostTrips: SharedHostTrips, performer: TripPerformer, events: EventLog, metrics: AgentMetrics,
        announce: Signal, look: Signal, logger: Logger
    ) {
        self.store = store
        self.connection = connection
        self.presence = presence
        self.hostTrips = hostTrips
        self.performer = performer
        self.events = events
        self.metrics = metrics
        self.announce = announce
        self.look = look
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [self] in
                    while !Task.isCancelled {
                        announce.ring()
                        let isUrgent = !hostTrips.current.announced.isEmpty
                        let interval = isUrgent ? AgentRhythm.urgentAnnouncement : AgentRhythm.announcement
                        try? await Task.sleep(for: AgentRhythm.wait(interval))
                    }
                }
                group.addTask { [self] in
                    for await _ in announce.rings { await meet() }
                }
            }
        }
        // What another agent of that id says is not this one's to take away.
        if presence.identity.isClaimed { try? await store.withdrawPresence(of: presence.identity.id) }
    }

    /// One exchange with the store. Its failures are the connection's to tell; the next exchange tries again. A store that
    /// is in doubt is told nothing: it refuses, or forgets.
    func meet() async {
        guard !connection.isDoubted, let own = presence.current() else { return }
        let began = ContinuousClock.now
        let isReached = await reaches("the store refuses this host's presence") { () throws(StoreError) in
            try await say(own)
            settle(own.held)
            unanswered.withLock { $0 = 0 }
            let now = HostClock.monotonic()
            let last = toldAt.withLock { last in
                defer { last = now }
                return last
            }
            performer.storeReturned(away: last.map { now - min($0, now) } ?? .max)
        }
        guard isReached, connection.isKnown, !connection.isDoubted else { return }
        guard !hostTrips.current.announced.isEmpty else {
            brought.withLock { $0 = [] }
            return
        }
        _ = await reaches("the store does not tell who else has tripped") { () throws(StoreError) in
            await bring(hostTrips.current.commits(FleetView(try await store.fleet())), until: began + Self.turn)
        }
    }

    /// Where another agent has this one's id, this one takes another.
    private func say(_ own: Presence) async throws(StoreError) {
        let identity = presence.identity
        do throws(StoreError) {
            try await store.announce(own, as: identity.claim)
        } catch {
            guard error.code == .held else { throw error }
            identity.renew(because: "another agent announces itself under it: a copied state directory, or machine")
            hostTrips.update { $0.agent = identity.id }
            // What this host holds may be what the other one saw.
            performer.storeReturned(away: .max)
            logger.warning(
                "another agent has this agent's id; it has taken a new one",
                metadata: ["was": "\(own.agent)", "agent": "\(identity.id)"])
            try await store.announce(presence.current() ?? own, as: identity.claim)
        }
        identity.claimed()
    }

    /// What people hold on this host by hand is known to the fleet now: restores that come after count for it.
    private func settle(_ announced: [HostRestriction]) {
        let applied = presence.propagation.lastApplied?.lineage
        let confirmed = applied.flatMap { presence.propagation.confirmedAt($0) }
        let isSettled = hostTrips.updateByHand { held in
            held.announced(announced, at: HostClock.monotonic())
            guard let applied, let confirmed else { return false }
            return held.settle(confirmedAt: confirmed, revision: applied.revision)
        }
        if isSettled { performer.kept() }
    }

    /// For how long trips are brought before this host speaks again, or others would take it for gone.
    private static let turn = AgentRhythm.announcement

    /// Whether the store answered. What it refused is said once for each reason.
    private func reaches(_ complaint: Logger.Message, _ body: () async throws(StoreError) -> Void) async -> Bool {
        do throws(StoreError) {
            try await body()
        } catch {
            if error.code == .unavailable {
                look.ring()
                guard isOddlySilent() else { return false }
            }
            let isNew = refusals.withLock { $0.count < 100 && $0.insert(error.description).inserted }
            if isNew { logger.error(complaint, metadata: ["reason": "\(error)"]) }
            return error.code != .unavailable
        }
        return true
    }

    /// Whether it goes on not to answer, and looks at it do not tell why.
    private func isOddlySilent() -> Bool {
        let isUp = connection.isUp
        return unanswered.withLock { count in
            count = isUp ? min(count + 1, 5) : 0
            return count == 5
        }
    }

    private func bring(_ actions: [HostTrips.Action], until deadline: ContinuousClock.Instant) async {
        // What was brought already comes last: the mirror will see it soon.
        let known = brought.withLock { $0 }
        for isKnown in [false, true] {
            for case .commit(let feature, let trip, let commitID) in actions where known.contains(commitID) == isKnown {
                guard ContinuousClock.now < deadline else { return announce.ring() }
                let isReached = await reaches("the store refuses a trip") { () throws(StoreError) in
                    try await bring(trip, on: feature, commitID: commitID)
                }
                guard isReached else { return }
            }
        }
    }

    private func bring(_ trip: FeatureState.Trip, on feature: String, commitID: String) async throws(StoreError) {
        let attribution = Attribution(
            commitID: commitID, actor: try await store.actor(), reason: trip.act.reason, source: trip.act.source)
        do throws(StoreError) {
            let receipt = try await store.apply(.trip(trip), to: feature, by: attribution)
            guard receipt.changed, brought.withLock({ $0.insert(commitID).inserted }) else { return }
            events.add(
                "committed", at: Double(receipt.at),
                [
                    "feature": .string(feature), "target": .string(trip.target),
                    "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                ])
            metrics.committed(trip, on: feature)
            logger.warning(
                "trip committed for the fleet",
                metadata: [
                    "feature": "\(feature)", "target": "\(trip.target)", "revision": "\(receipt.lineage.revision)",
                ])
            look.ring()
        } catch {
            guard error.code == .stale || error.code == .unknownKey else { throw error }
            // The spec or a restore went ahead of us; the mirror will say so, and the trip ends or is judged afresh.
            logger.notice(
                "store refused a trip",
                metadata: ["feature": "\(feature)", "target": "\(trip.target)", "reason": "\(error)"])
            look.ring()
        }
    }
}

extension FleetView {
    init(_ fleet: Fleet) {
        self.init(
            now: fleet.now,
            agents: fleet.live.map { presence in
                Agent(
                    id: presence.agent, traffic: presence.traffic,
                    trips: Dictionary(grouping: presence.trips, by: \.feature).mapValues { $0.map(\.trip) })
            })
    }
}
