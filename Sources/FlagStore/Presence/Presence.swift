package import FlagModel

/// What an agent says of itself every few seconds, and at once when it trips.
package struct Presence: Sendable, Equatable {
    /// A trip that this host holds.
    package struct HostTrip: Sendable, Equatable {
        package var feature: String
        package var trip: FeatureState.Trip

        package init(feature: String, trip: FeatureState.Trip) {
            self.feature = feature
            self.trip = trip
        }
    }

    /// What the reading processes of the host have taken of the applied revision.
    package struct Readers: Sendable, Equatable {
        package var processes: Int
        /// Have read at the applied revision.
        package var taken: Int
        /// Have not read since it was applied; their next read takes it.
        package var idle: Int
        /// Milliseconds from applied to taken, one per process that took it, ascending, at most 100.
        package var takenAfter: [Double]

        package init(processes: Int, taken: Int, idle: Int, takenAfter: [Double]) {
            self.processes = processes
            self.taken = taken
            self.idle = idle
            self.takenAfter = takenAfter
        }
    }

    /// The store went back, as this agent sees it: it keeps what it had, and takes what the store restricts.
    package struct Rewind: Sendable, Equatable {
        package var reason: String
        /// Up to where what the store restricts is in force on this host; `nil` where no namespace was found there.
        package var found: Lineage?

        package init(reason: String, found: Lineage?) {
            self.reason = reason
            self.found = found
        }
    }

    /// Random, kept in the state directory.
    package var agent: String
    package var host: String
    package var version: String
    /// What is in force on this host: specs and restrictions of that revision.
    package var lineage: Lineage
    /// Up to where what restricts is in force: further than `lineage` where specs cannot be published; `nil`: no further.
    package var restricted: Lineage?
    /// Features whose restriction found no room in the override table, and is not in force; at most 20 of them.
    package var unplaced: [String]
    package var rewind: Rewind?
    /// Milliseconds from the commit (store's clock) to applied on this host (as near as its own clock tells).
    package var appliedAfter: Double
    package var trips: [HostTrip]
    /// Restrictions that people hold on this host by hand.
    package var held: [HostRestriction]
    /// Features, and which of their variants, that had traffic on this host in the last five minutes.
    package var traffic: [String: [String]]
    package var readers: Readers
    /// The longest time between two looks of this agent at the store.
    package var pollMilliseconds: Int64
    /// Unix milliseconds by the store's clock, stamped by the store.
    package var seenAt: Int64

    package init(
        agent: String, host: String, version: String, lineage: Lineage, restricted: Lineage? = nil,
        unplaced: [String] = [], rewind: Rewind? = nil, appliedAfter: Double, trips: [HostTrip],
        held: [HostRestriction] = [],
        traffic: [String: [String]], readers: Readers, pollMilliseconds: Int64 = longestPollMilliseconds,
        seenAt: Int64 = 0
    ) {
        self.agent = agent
        self.host = host
        self.version = version
        self.lineage = lineage
        self.restricted = restricted
        self.unplaced = unplaced
        self.rewind = rewind
        self.appliedAfter = appliedAfter
        self.trips = trips
        self.held = held
        self.traffic = traffic
        self.readers = readers
        self.pollMilliseconds = pollMilliseconds
        self.seenAt = seenAt
    }

    /// No agent looks less often.
    package static let longestPollMilliseconds: Int64 = 10_000

    /// Features that had traffic, as many as are kept of one agent.
    package var used: [String] {
        traffic.keys.filter { !$0.isEmpty && $0.utf8.count <= StoreLimits.nameBytes }
            .sorted().prefix(StoreLimits.documents).map { $0 }
    }
}

/// The agents seen lately, and the store's clock at that moment.
package struct Fleet: Sendable, Equatable {
    package var now: Int64
    package var agents: [Presence]
    /// Feature -> when an agent last said that it had traffic, in the last two days; agents that are gone included.
    /// Unix milliseconds by the store's clock.
    package var lastUsed: [String: Int64]
    /// Records that could not be read or were left out, each with the reason; the others stand.
    package var faults: [StoreLoad.Fault]

    package init(
        now: Int64, agents: [Presence], lastUsed: [String: Int64] = [:], faults: [StoreLoad.Fault] = []
    ) {
        self.now = now
        self.agents = agents
        self.lastUsed = lastUsed
        self.faults = faults
    }

    /// An agent not heard of for this long is gone.
    package static let liveMilliseconds: Int64 = 15_000

    package var live: [Presence] {
        agents.filter {
            let (age, overflow) = now.subtractingReportingOverflow($0.seenAt)
            return !overflow && age <= Self.liveMilliseconds
        }
    }

    /// Whether a live agent follows another life of the namespace than the one at `lineage`.
    package func strays(from lineage: Lineage) -> Bool { live.contains { !lineage.continues($0.lineage) } }
}
