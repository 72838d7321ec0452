package import FlagModel
package import FlagStore

/// How far a revision has come: which agents have applied it, and which reading processes have taken it.
package struct FleetProgress: Sendable, Equatable {
    /// A host that has not followed yet.
    package struct Laggard: Sendable, Equatable {
        package var host: String
        package var reason: String
    }

    package var target: Lineage
    package var agents: Int
    package var applied: Int
    package var processes: Int
    package var taken: Int
    /// Have not read since; their next read takes it.
    package var idle: Int
    package var laggards: [Laggard]
    /// Heard of within the last hour, and not waited for.
    package var gone: [Laggard]
    /// Records of agents that cannot be read.
    package var faults: [String] = []
    /// Milliseconds from the commit to applied, over agents.
    package var appliedAfter: Quantiles?
    /// Milliseconds from applied to taken, over processes.
    package var takenAfter: Quantiles?

    /// Nobody is waited for. Also without agents: whoever asks must look at `agents` first.
    package var isComplete: Bool { laggards.isEmpty }

    /// - Parameters:
    ///   - restricts: the revision only restricts, which hosts take even where they saw the store go back.
    ///   - awaited: agents that were there when it was made. Their processes may read on, whatever became of them.
    package init(fleet: Fleet, target: Lineage, restricts: Bool = false, awaited: Set<String> = []) {
        let live = fleet.live
        let followers = live.filter { $0.follows(target, restricts: restricts) }
        let present = Set(live.map(\.agent))
        let missing = fleet.agents.filter { agent in
            awaited.contains(agent.agent) && !present.contains(agent.agent)
                && !agent.follows(target, restricts: restricts)
        }
        let readers = followers.map { BoundedReaders($0.readers) }
        self.target = target
        agents = live.count + missing.count
        applied = followers.count
        processes = readers.reduce(0) { $0 + $1.processes }
        taken = readers.reduce(0) { $0 + $1.taken }
        idle = readers.reduce(0) { $0 + $1.idle }
        func silent(_ agent: Presence) -> Laggard {
            Laggard(host: agent.name, silentFor: Double(fleet.now) - Double(agent.seenAt))
        }
        laggards = (live.compactMap { Laggard($0, target: target, restricts: restricts) } + missing.map(silent))
            .sorted { $0.host < $1.host }
        gone = fleet.agents.filter { agent in
            guard case .gone = AgentStanding(of: agent, in: fleet, at: target, log: []) else { return false }
            return !missing.contains { $0.agent == agent.agent }
        }
        .map(silent).sorted { $0.host < $1.host }
        faults = fleet.faults.map { "\($0.name): \($0.reason)" }
        appliedAfter = Quantiles(followers.map(\.appliedAfter))
        takenAfter = Quantiles(followers.flatMap(\.readers.takenAfter))
    }
}

extension FleetProgress.Laggard {
    /// `nil` where the host has followed, with all its processes.
    fileprivate init?(_ presence: Presence, target: Lineage, restricts: Bool) {
        let name = presence.name
        guard presence.follows(target, restricts: restricts) else {
            let reason =
                if !presence.unplaced.isEmpty {
                    "has no room in its override table for "
                        + presence.unplaced.joined(separator: ", ")
                        + ": every AI feature is off there until it has"
                } else if let rewind = presence.rewind {
                    "saw the store go back (\(rewind.reason)), and keeps what it had at revision "
                        + "\(presence.lineage.revision) until the store is adopted"
                } else if presence.lineage.storeID != target.storeID || presence.lineage.epoch != target.epoch {
                    "follows another store or another life of this one"
                } else if presence.restricted?.continues(target) == true {
                    "has all restrictions in force, and publishes nothing newer than revision "
                        + "\(presence.lineage.revision)"
                } else {
                    "is at revision \(presence.lineage.revision)"
                }
            self.init(host: name, reason: reason)
            return
        }
        let lagging = BoundedReaders(presence.readers).lagging
        guard lagging > 0 else { return nil }
        self.init(host: name, reason: "\(lagging) reading \(lagging == 1 ? "process" : "processes") still behind")
    }
}

extension Presence {
    fileprivate func follows(_ target: Lineage, restricts: Bool) -> Bool {
        guard let rewind else {
            // A kill needs nothing to be published.
            return lineage.continues(target) || restricts && restricted?.continues(target) == true
        }
        return restricts && rewind.found?.continues(target) == true
    }
}

extension FleetProgress.Laggard {
    fileprivate init(host: String, silentFor milliseconds: Double) {
        self.init(host: host, reason: "not heard of for \(Milliseconds.text(milliseconds))")
    }

    fileprivate var json: JSONValue { ["host": .string(host), "reason": .string(reason)] }
}

/// Counts out of somebody's presence record, within what a host can have, so that sums stay sums.
private struct BoundedReaders {
    var processes: Int
    var taken: Int
    var idle: Int

    init(_ readers: Presence.Readers) {
        func bounded(_ count: Int) -> Int { min(max(count, 0), 1_000_000) }
        processes = bounded(readers.processes)
        taken = bounded(readers.taken)
        idle = bounded(readers.idle)
    }

    var lagging: Int { max(0, processes - taken - idle) }
}

extension FleetProgress {
    package var json: JSONValue {
        [
            "complete": .bool(agents > 0 && isComplete),
            "agents": .integer(Int64(agents)),
            "applied": .integer(Int64(applied)),
            "processes": .integer(Int64(processes)),
            "taken": .integer(Int64(taken)),
            "idle": .integer(Int64(idle)),
            "lagging": .array(laggards.map(\.json)),
            "gone": .array(gone.map(\.json)),
            "faults": .array(faults.map(JSONValue.string)),
            "applied_after_ms": appliedAfter?.json ?? .null,
            "taken_after_ms": takenAfter?.json ?? .null,
        ]
    }
}

extension Quantiles {
    package var json: JSONValue {
        [
            "count": .integer(Int64(count)), "p50": .number(p50), "p90": .number(p90), "p99": .number(p99),
            "max": .number(max),
        ]
    }
}
