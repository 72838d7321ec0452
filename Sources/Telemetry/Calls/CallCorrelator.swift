// A call writes `begin` and `end` into its process's ring, so that calls that hang and calls whose process died are
// seen as well. This table holds the ones that have begun.

package import FlagSnapshot

/// Turns ring records into outcomes.
package struct CallCorrelator: Sendable, Equatable {
    package enum Event: Sendable, Equatable {
        case outcome(Outcome)
        /// The end of a call that was counted before, as timed out or given up: only its tokens and cost are new.
        case late(Outcome)
    }

    struct Call: Sendable, Equatable {
        var begin: RingRecord
        /// An outcome was made of it already.
        var isCounted = false
    }

    /// The calls of one process, by key.
    struct Process: Sendable, Equatable {
        var calls: [UInt64: Call] = [:]
        /// Since when, and until when, it was watched without a gap; not yet in this life of the agent.
        var watched: (since: UInt64, until: UInt64)?

        static func == (left: Process, right: Process) -> Bool {
            left.calls == right.calls && left.watched?.since == right.watched?.since
                && left.watched?.until == right.watched?.until
        }
    }

    /// How the calls of a variant end. A stream may rightly run on long after its timeout, which is for its first
    /// token, and says so only at its end.
    enum Manner: UInt8, Sendable { case unknown, whole, stream }

    struct VariantKey: Sendable, Hashable {
        var feature: UInt64
        var variant: UInt64
    }

    /// An end may have been written and not yet been read.
    static let grace: UInt64 = .second
    /// A call whose variant has ended none yet may be a stream.
    static let unknownPatience: UInt64 = 60 * .second
    static let streamPatience: UInt64 = 600 * .second
    /// A call that has not ended by then is forgotten.
    static let memory: UInt64 = 3_600 * .second
    /// Processes are looked at every second. Where it took longer than this, the agent itself stood still, and perhaps
    /// the whole host.
    static let gap: UInt64 = 5 * .second

    package let limit: Int
    /// Calls of one process: it may not take the room of others.
    package var share: Int { max(1, limit / 16) }
    /// By ring, those that have calls in flight.
    var processes: [UInt128: Process] = [:]
    var manners: [VariantKey: Manner] = [:]
    /// Calls that have begun and not ended.
    package internal(set) var inFlight = 0
    /// Begun calls for which there was no room, and ones that were forgotten: their ends count as ever, but if they
    /// have none nobody notices.
    package internal(set) var untracked: UInt64 = 0

    package init(limit: Int = 65_536) { self.limit = max(1, limit) }
}

extension CallCorrelator {
    /// Takes one record of a ring.
    /// - Parameters:
    ///   - catalog: knows names and timeouts.
    ///   - now: a call that says it begins later is not followed; it would never be overdue.
    package mutating func take(_ record: RingRecord, ring: UInt128, catalog: Catalog, now: UInt64) -> Event? {
        // A call without a decision cannot be told from others; its end still counts.
        let key = record.callKey
        switch record.kind {
        case .begin:
            guard let key else { return nil }
            guard record.time <= now &+ OutcomeWindows.tolerance, follow(Call(begin: record), key, of: ring) else {
                untracked += 1
                return nil
            }
            return nil
        case .end where record.isLate:
            return .late(catalog.outcome(of: record, endedBy: record.result, at: record.time))
        case .end:
            note(record, catalog)
            let outcome = catalog.outcome(of: record, endedBy: record.result, at: record.time)
            let begun = key.flatMap { remove($0, of: ring) }
            return begun?.isCounted == true ? .late(outcome) : .outcome(outcome)
        }
    }

    /// The end of a call was no record: the call is not followed any more.
    package mutating func drop(_ record: RingRecord, ring: UInt128) {
        guard let key = record.callKey, remove(key, of: ring) != nil else { return }
        untracked += 1
    }

    /// Keeps a call that has begun, unless there is no room for it. Where all room is taken, the process that has most
    /// of it gives way.
    mutating func follow(_ call: Call, _ key: UInt64, of ring: UInt128) -> Bool {
        let own = processes[ring]?.calls.count ?? 0
        guard own < share else { return processes[ring]?.calls[key] != nil }
        if inFlight >= limit {
            guard let most = processes.max(by: { $0.value.calls.count < $1.value.calls.count }),
                most.value.calls.count > own + 1, let given = most.value.calls.keys.first
            else { return processes[ring]?.calls[key] != nil }
            _ = remove(given, of: most.key)
            untracked += 1
        }
        let isNew = processes[ring, default: Process()].calls[key] == nil
        if isNew {
            processes[ring, default: Process()].calls[key] = call
            inFlight += 1
        }
        return true
    }

    private mutating func remove(_ key: UInt64, of ring: UInt128) -> Call? {
        guard let call = processes[ring]?.calls.removeValue(forKey: key) else { return nil }
        if processes[ring]?.calls.isEmpty == true { processes[ring] = nil }
        inFlight -= 1
        return call
    }

    private mutating func note(_ record: RingRecord, _ catalog: Catalog) {
        // Only names that documents know, so that a client cannot fill this table.
        guard catalog.names[record.feature] != nil, catalog.names[record.variant] != nil else { return }
        let key = VariantKey(feature: record.feature, variant: record.variant)
        if record.firstTokenNanoseconds > 0 {
            manners[key] = .stream
        } else if record.result == .ok, manners[key] == nil {
            manners[key] = .whole
        }
    }
}
