package import FlagStore

/// How an agent stands to the store that it should follow.
package enum AgentStanding: Sendable, Equatable {
    case follows
    /// Has had longer than its poll takes, and has not applied what the store holds.
    case lags(revisions: UInt64, milliseconds: Double)
    /// Follows another store, or another life of this one.
    case strays
    /// Saw the store go back, and waits for somebody to look at it.
    case holds(reason: String)
    /// Has not been heard of for so long.
    case gone(milliseconds: Double)

    /// - Parameters:
    ///   - lineage: where the store is.
    ///   - log: its last records, in any order; without them a lag is told by its revisions alone.
    package init(of agent: Presence, in fleet: Fleet, at lineage: Lineage, log: [ChangeRecord]) {
        // In floats: two stamps out of a store may be any two integers.
        let silent = Double(fleet.now) - Double(agent.seenAt)
        guard silent <= Double(Fleet.liveMilliseconds) else {
            self = .gone(milliseconds: silent)
            return
        }
        if let rewind = agent.rewind {
            self = .holds(reason: rewind.reason)
            return
        }
        guard agent.lineage.storeID == lineage.storeID, agent.lineage.epoch == lineage.epoch else {
            self = .strays
            return
        }
        let missing = log.filter { $0.revision > agent.lineage.revision && $0.revision <= lineage.revision }
        let since = missing.map(\.at).min().map { max(0, Double(fleet.now) - Double($0)) }
        guard agent.lineage.revision < lineage.revision, let since, since > Double(agent.pollMilliseconds) else {
            self = .follows
            return
        }
        self = .lags(revisions: lineage.revision - agent.lineage.revision, milliseconds: since)
    }

    package var name: String {
        switch self {
        case .follows: "follows"
        case .lags: "lags"
        case .strays: "strays"
        case .holds: "holds"
        case .gone: "gone"
        }
    }
}
