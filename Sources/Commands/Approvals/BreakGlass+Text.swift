import FlagModel
import FlagStore
import Operations

extension BreakGlass {
    /// What a person reads who looks at something else.
    func line(now: Int64) -> String {
        "break-glass: \(schedule.attribution.actor.withoutControls) alone; goes back in "
            + "\(Milliseconds.text(Double(max(0, schedule.at - now)))) (\(Timestamp.text(schedule.at))): \(subject)"
    }

    /// What who did it alone is told: what comes by itself, and a line for each command that keeps it away, so that it
    /// can be taken over as it stands.
    var lines: [String] {
        // Restoring the whole feature covers its variants.
        let whole = Set(schedule.operations.filter { $0.operation == .kill }.map(\.key))
        let restores = schedule.operations.compactMap { item -> String? in
            guard case .withdraw(let variant, _) = item.operation else { return Remedy.restore(item.key) }
            return whole.contains(item.key) ? nil : Remedy.restore(item.key, variant)
        }
        return [
            "BREAK-GLASS: at \(Timestamp.text(schedule.at)) this comes by itself: \(subject). To keep it away, get this "
                + "approved:"
        ] + restores.map { "  \($0)" }
    }

    /// What a person is told before they do something alone.
    static func warn(on terminal: Terminal, _ act: String) {
        StandardStreams.message(
            terminal.message("BREAK-GLASS", .red)
                + ": you alone \(act) this, at once, for 60 minutes; then it goes back by itself. It is on record, and "
                + "every agent alarms.")
    }
}
