// How long a commit took to reach this host, told by the store's clock alone as far as the load, and by this host's
// monotonic clock from there on: no two clocks are ever compared.

import FlagStore
import Synchronization

/// The last load and what became of it.
final class Propagation: Sendable {
    private struct State {
        var lineage: Lineage?
        /// What was loaded first in this life of the agent.
        var first: Lineage?
        /// Milliseconds from the commit to the load's answer, by the store's clock.
        var ageAtLoad: Double = 0
        var loadedAt: UInt64 = 0
        var requestedAt: UInt64 = 0
        var applied: (lineage: Lineage, milliseconds: Double, at: UInt64)?
    }

    private let state = Mutex(State())

    init() {}

    /// Notes a load that was taken and is the newest: asked for and answered at these monotonic times.
    func loaded(_ load: StoreLoad, requestedAt: UInt64, at now: UInt64) {
        state.withLock {
            $0.requestedAt = requestedAt
            guard $0.lineage != load.lineage else { return }
            $0.lineage = load.lineage
            if $0.first == nil { $0.first = load.lineage }
            $0.ageAtLoad = load.committedAt > 0 ? Double(max(0, load.now - load.committedAt)) : 0
            $0.loadedAt = now
        }
    }

    /// Notes that services now read this revision. Returns the milliseconds since its commit, once per revision.
    func applied(_ lineage: Lineage, at now: UInt64) -> Double? {
        state.withLock {
            guard $0.applied?.lineage != lineage else { return nil }
            let waited = $0.lineage == lineage && now > $0.loadedAt ? Double(now - $0.loadedAt) / 1e6 : 0
            let milliseconds = $0.ageAtLoad + waited
            $0.applied = (lineage, milliseconds, now)
            return milliseconds
        }
    }

    /// Whether the revision was committed while this agent followed the store. What it finds at its start may be as old
    /// as anything.
    func hasFollowed(to lineage: Lineage) -> Bool { state.withLock { $0.lineage == lineage && $0.first != lineage } }

    /// The revision in use, the milliseconds from its commit, and the monotonic time from which services read it.
    var lastApplied: (lineage: Lineage, milliseconds: Double, at: UInt64)? { state.withLock { $0.applied } }

    /// Whether services read what the store said last; it has said something in this life of the agent.
    var isCurrent: Bool { state.withLock { $0.lineage != nil && $0.lineage == $0.applied?.lineage } }

    /// Monotonic time of the request by which the store last confirmed this very revision; `nil` where it was another one
    /// that it confirmed last.
    func confirmedAt(_ lineage: Lineage) -> UInt64? {
        state.withLock { $0.lineage == lineage ? $0.requestedAt : nil }
    }
}
