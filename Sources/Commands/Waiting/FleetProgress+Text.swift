import FlagModel
import FlagStore
import Operations

extension AgentStanding {
    /// What is wrong with it; `nil` where it follows.
    var trouble: String? {
        switch self {
        case .follows: nil
        case .lags(let revisions, let milliseconds):
            "lags by \(revisions) \(revisions == 1 ? "revision" : "revisions") for \(Milliseconds.text(milliseconds))"
        case .strays: "follows another store or another life of this one"
        case .holds(let reason):
            "saw the store go back (\(reason.withoutControls)): it keeps what it had and takes what restricts; look at "
                + "both, then flagpost store adopt"
        case .gone(let milliseconds): "is gone: not heard of for \(Milliseconds.text(milliseconds))"
        }
    }
}

extension FleetProgress {
    /// One line while waiting.
    var progressLine: String {
        "revision \(target.revision): applied by \(applied) of \(agents) agents, taken by \(taken) of \(processes) "
            + "processes" + (idle > 0 ? " (\(idle) idle)" : "")
    }

    /// What a person is told at the end.
    func lines(on terminal: Terminal) -> [String] {
        guard agents > 0 else {
            return [
                terminal.output("no agent was seen in the last 15 s: nobody is known to follow", .yellow),
                "  the change stands; an agent takes it as soon as it reaches the store",
            ] + named("gone", gone, on: terminal) + damage(on: terminal)
        }
        var lines = [terminal.output(progressLine, isComplete ? .green : .yellow)]
        if idle > 0 { lines.append("  idle: no read since; the next one takes it") }
        if let appliedAfter { lines.append("  applied after  \(appliedAfter.line)") }
        if let takenAfter { lines.append("  taken after    \(takenAfter.line)") }
        return lines + named("lags", laggards, on: terminal) + named("gone", gone, on: terminal)
            + damage(on: terminal)
    }

    /// What the store holds of agents and nobody can read.
    private func damage(on terminal: Terminal) -> [String] {
        faults.prefix(20).map { terminal.output("  damaged: \($0.withoutControls)", .yellow) }
    }

    /// The first twenty of them.
    private func named(_ what: String, _ hosts: [Laggard], on terminal: Terminal) -> [String] {
        let shown = 20
        let lines = hosts.prefix(shown).map {
            terminal.output("  \(what): \($0.host) \($0.reason)".withoutControls, .yellow)
        }
        return hosts.count > shown ? lines + ["  and \(hosts.count - shown) more"] : lines
    }
}

extension Quantiles {
    /// `p50 12 ms, p90 18 ms, p99 20 ms, max 20 ms`.
    var line: String {
        [("p50", p50), ("p90", p90), ("p99", p99), ("max", max)]
            .map { "\($0) \(Milliseconds.text($1))" }
            .joined(separator: ", ")
    }
}
