// Calls that do not end. That a call is overdue is concluded only of a process that could have ended it: one that was
// seen to run, with everything read that it had written, for as long as the call may take. An agent that was restarted or
// stopped, a host that slept, a process that somebody stopped and one that is gone say nothing about a model.

import FlagSnapshot

extension CallCorrelator {
    /// The process that writes `ring` lives at `now`, and all that it had written by then was taken. To be called every
    /// second.
    ///
    /// - Parameter isStopped: asked where a call is overdue, for what that costs; where the process is stopped its
    ///   calls may take as long again.
    /// - Returns: its calls that are older than their timeout, each once, in the order of their times.
    package mutating func watch(
        _ ring: UInt128, at now: UInt64, catalog: Catalog, isStopped: () -> Bool = { false }
    ) -> [Outcome] {
        guard let index = processes.index(forKey: ring) else { return [] }
        var since = now
        if let known = processes.values[index].watched, now.since(known.until) <= Self.gap { since = known.since }
        var outcomes: [UInt64: Outcome] = [:]
        for (key, call) in processes.values[index].calls {
            let begin = call.begin
            if now.since(begin.time) > Self.memory {
                processes.values[index].calls[key] = nil
                inFlight -= 1
                if !call.isCounted { untracked += 1 }
            } else if !call.isCounted, let patience = patience(for: begin, catalog),
                now.since(max(begin.time, since)) > patience &+ Self.grace
            {
                outcomes[key] = catalog.outcome(of: begin, endedBy: .timeout, at: begin.time &+ patience)
            }
        }
        if !outcomes.isEmpty, isStopped() {
            since = now
            outcomes = [:]
        }
        processes.values[index].watched = (since, now)
        for key in outcomes.keys { processes.values[index].calls[key]?.isCounted = true }
        if processes.values[index].calls.isEmpty { processes.remove(at: index) }
        return outcomes.values.sorted { $0.time < $1.time }
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
        guard let process = processes.removeValue(forKey: ring) else { return [] }
        inFlight -= process.calls.count
        return process.calls.values.filter { !$0.isCounted }
            .map { catalog.outcome(of: $0.begin, endedBy: .lost, at: max(time, $0.begin.time)) }
            .sorted { $0.time < $1.time }
    }

    /// The ring is not read any more, and nobody knows what became of its process.
    package mutating func forget(_ ring: UInt128) {
        guard let process = processes.removeValue(forKey: ring) else { return }
        inFlight -= process.calls.count
        untracked += UInt64(process.calls.values.count { !$0.isCounted })
    }
}
