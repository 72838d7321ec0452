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

    struct Key: Sendable, Hashable {
        var ring: UInt128
        var call: UInt64
    }

    struct Call: Sendable, Equatable {
        var begin: RingRecord
        /// An outcome was made of it already.
        var isCounted = false
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

    package let limit: Int
    var calls: [Key: Call] = [:]
    var manners: [VariantKey: Manner] = [:]
    /// Begun calls for which there was no room, and ones that were forgotten: their ends count as ever, but if they
    /// have none nobody notices.
    package internal(set) var untracked: UInt64 = 0

    package init(limit: Int = 65_536) { self.limit = max(1, limit) }

    /// Calls that have begun and not ended.
    package var inFlight: Int { calls.count }
}

extension CallCorrelator {
    /// Takes one record of a ring.
    /// - Parameters:
    ///   - catalog: knows names and timeouts.
    ///   - now: a call that says it begins later is not followed; it would never be overdue.
    package mutating func take(_ record: RingRecord, ring: UInt128, catalog: Catalog, now: UInt64) -> Event? {
        // A call without a decision cannot be told from others; its end still counts.
        let key = record.callKey.map { Key(ring: ring, call: $0) }
        switch record.kind {
        case .begin:
            guard let key else { return nil }
            guard calls.count < limit, record.time <= now &+ OutcomeWindows.tolerance else {
                untracked += 1
                return nil
            }
            if calls[key] == nil { calls[key] = Call(begin: record) }
            return nil
        case .end where record.isLate:
            return .late(catalog.outcome(of: record, endedBy: record.result, at: record.time))
        case .end:
            note(record, catalog)
            let outcome = catalog.outcome(of: record, endedBy: record.result, at: record.time)
            let begun = key.flatMap { calls.removeValue(forKey: $0) }
            return begun?.isCounted == true ? .late(outcome) : .outcome(outcome)
        }
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

    /// Calls that are older than their timeout by now, each once.
    package mutating func overdue(now: UInt64, catalog: Catalog) -> [Outcome] {
        var outcomes: [Outcome] = []
        for (key, call) in calls {
            let begin = call.begin
            let age = now.since(begin.time)
            if age > Self.memory {
                calls[key] = nil
                if !call.isCounted { untracked += 1 }
            } else if !call.isCounted, let patience = patience(for: begin, catalog), age > patience &+ Self.grace {
                calls[key]?.isCounted = true
                outcomes.append(catalog.outcome(of: begin, endedBy: .timeout, at: begin.time &+ patience))
            }
        }
        return outcomes.sorted { $0.time < $1.time }
    }

    private func patience(for begin: RingRecord, _ catalog: Catalog) -> UInt64? {
        let feature = catalog.name(begin.feature)
        guard let timeout = catalog.variant(catalog.name(begin.variant), of: feature)?.timeout else { return nil }
        return switch manners[VariantKey(feature: begin.feature, variant: begin.variant)] ?? .unknown {
        case .whole: timeout
        case .unknown: max(timeout, Self.unknownPatience)
        case .stream: max(timeout, Self.streamPatience)
        }
    }

    /// The process that wrote `ring` is gone: what it had begun is lost.
    /// - Parameter time: when it died, as near as is known; with an agent that was away, the ring's last record rather
    ///   than now.
    package mutating func ringDied(_ ring: UInt128, at time: UInt64, catalog: Catalog) -> [Outcome] {
        let ended = calls.filter { $0.key.ring == ring }
        for key in ended.keys { calls[key] = nil }
        return ended.values.filter { !$0.isCounted }
            .map { catalog.outcome(of: $0.begin, endedBy: .lost, at: max(time, $0.begin.time)) }
            .sorted { $0.time < $1.time }
    }
}
