// How long a commit took to reach this host, told by the store's clock alone as far as the load, and by this host's
// monotonic clock from there on: no two clocks are ever compared.

package import FlagStore

/// The last load and what became of it. A pure value; times are monotonic nanoseconds.
package struct Propagation: Sendable {
    /// A revision that services read.
    package struct Applied: Sendable, Equatable {
        package var lineage: Lineage
        /// From its commit.
        package var milliseconds: Double
        /// From then on services read it.
        package var at: UInt64
    }

    private var lineage: Lineage?
    /// The first load of this life of the agent.
    private var first: Lineage?
    /// Milliseconds from the commit to the load's answer, by the store's clock.
    private var ageAtLoad: Double = 0
    private var loadedAt: UInt64 = 0
    private var requestedAt: UInt64 = 0
    /// The revision in use.
    package private(set) var applied: Applied?

    package init() {}

    /// Notes a load that was taken and is the newest.
    mutating func loaded(_ load: StoreLoad, requestedAt: UInt64, at now: UInt64) {
        self.requestedAt = requestedAt
        guard lineage != load.lineage else { return }
        lineage = load.lineage
        if first == nil { first = load.lineage }
        ageAtLoad = load.committedAt > 0 ? Double(max(0, load.now - load.committedAt)) : 0
        loadedAt = now
    }

    /// Notes that services now read this revision.
    ///
    /// - Returns: the milliseconds since its commit, once per revision.
    package mutating func applied(_ lineage: Lineage, at now: UInt64) -> Double? {
        guard applied?.lineage != lineage else { return nil }
        let waited = self.lineage == lineage && now > loadedAt ? Double(now - loadedAt) / 1e6 : 0
        let milliseconds = ageAtLoad + waited
        applied = Applied(lineage: lineage, milliseconds: milliseconds, at: now)
        return milliseconds
    }

    /// True if the revision was committed while this agent followed the store. What it finds at its start may be as old as
    /// anything.
    package func hasFollowed(to lineage: Lineage) -> Bool { self.lineage == lineage && first != lineage }

    /// True if services read what the store said last, and it has said something in this life of the agent.
    package var isCurrent: Bool { lineage != nil && lineage == applied?.lineage }

    /// Time of the request by which the store last confirmed this very revision; `nil` if it confirmed another one last.
    package func confirmedAt(_ lineage: Lineage) -> UInt64? { self.lineage == lineage ? requestedAt : nil }
}
