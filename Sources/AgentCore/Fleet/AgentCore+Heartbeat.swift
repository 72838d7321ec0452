// The agent among the others: what it announces, what an announcement that arrived means, and which trips go to the store.

package import FlagModel
package import FlagStore

/// The memory that one announcement leaves for the next.
struct Heartbeat: Sendable {
    /// When the store last took an announcement, in monotonic nanoseconds; `nil` before the first.
    var toldAt: UInt64?
    /// Announcements in a row that got no answer from a store that answers looks.
    var unanswered = 0
    /// Ids of trips that were committed and are not seen in the mirror yet: committed once more, they come back as they
    /// were.
    var committed: Set<String> = []
    /// Refusals of the store that were told already.
    var refusals: Set<String> = []

    static let refusalLimit = 100
    /// From so many silent announcements on, the silence is told.
    static let oddSilence = 5
}

/// Something that an announcement did to this host's own restrictions.
package enum HeartbeatEffect: Sendable, Equatable {
    /// Judge the target only on what happens from now on; before anybody judges it again.
    case restartWindows(feature: String, target: String)
    /// Write the override entries of these keys.
    case override(Set<String>)
    /// Keep this host's own restrictions on disk, and announce them.
    case persistAndAnnounce
}

extension AgentCore {
    /// The store took an announcement.
    ///
    /// - Parameters:
    ///   - orders: those that it named.
    ///   - now: monotonic nanoseconds.
    package mutating func announced(_ announced: [HostRestriction], at now: UInt64) -> [HeartbeatEffect] {
        let isSettled = settle(announced, at: now)
        heartbeat.unanswered = 0
        let last = heartbeat.toldAt
        heartbeat.toldAt = now
        let away = last.map { now - min($0, now) } ?? .max
        return storeReturned(away: away) + (isSettled ? [.persistAndAnnounce] : [])
    }

    /// After an outage, what this host held is judged afresh.
    ///
    /// - Parameter away: nanoseconds; `UInt64.max` if that is not known.
    package mutating func storeReturned(away: UInt64) -> [HeartbeatEffect] {
        let renewed = trips.storeReturned(away: away)
        guard !renewed.isEmpty else { return [] }
        return renewed.map { .restartWindows(feature: $0.feature, target: $0.trip.target) }
            + [.override(Set(renewed.map(\.feature))), .persistAndAnnounce]
    }

    /// Another agent has this one's id. What this host holds may rest on what the other one saw.
    package mutating func renamed(to id: String) -> [HeartbeatEffect] {
        trips.agent = id
        return storeReturned(away: .max)
    }

    /// Orders of this host are known to the fleet now: restores that come after count for them.
    private mutating func settle(_ announced: [HostRestriction], at now: UInt64) -> Bool {
        orders.announced(announced, at: now)
        guard let applied = propagation.applied?.lineage, let confirmed = propagation.confirmedAt(applied) else {
            return false
        }
        return orders.settle(confirmedAt: confirmed, revision: applied.revision)
    }

    // MARK: Trips for the fleet

    /// Trips on which a quorum agrees, those first that were not committed before: the mirror will see the others soon.
    package mutating func commits(_ fleet: FleetView) -> [TripCommit] {
        let commits = trips.commits(fleet)
        return commits.filter { !heartbeat.committed.contains($0.id) }
            + commits.filter { heartbeat.committed.contains($0.id) }
    }

    /// - Returns: true if it was committed for the first time.
    package mutating func committed(_ commit: TripCommit) -> Bool { heartbeat.committed.insert(commit.id).inserted }

    /// This host holds nothing that others have to agree on.
    package mutating func hasNothingToCommit() { heartbeat.committed = [] }

    // MARK: Silence and refusals

    /// The store did not answer an announcement.
    ///
    /// - Returns: true if that has gone on for long enough to be told, while looks at the store are answered.
    package mutating func unanswered() -> Bool {
        heartbeat.unanswered = standing.isUp ? min(heartbeat.unanswered + 1, Heartbeat.oddSilence) : 0
        return heartbeat.unanswered == Heartbeat.oddSilence
    }

    /// - Returns: true if it is to be told: once for each reason.
    package mutating func isNewRefusal(_ error: StoreError) -> Bool {
        heartbeat.refusals.count < Heartbeat.refusalLimit && heartbeat.refusals.insert(error.description).inserted
    }
}
