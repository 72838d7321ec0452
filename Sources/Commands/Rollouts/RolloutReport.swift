import FlagModel
import Operations

/// Rollouts as people and programs read them.
struct RolloutReport {
    var positions: [RolloutPosition]
    /// The store's clock, Unix milliseconds.
    var now: Int64

    var json: JSONValue { .array(positions.map(\.json)) }

    func lines(on terminal: Terminal) -> [String] {
        guard !positions.isEmpty else { return ["no rollouts"] }
        let rows = positions.map { position in
            let share = position.rollout.map { Share.text($0.share) } ?? "-"
            return [
                position.key, position.candidate ?? "-", stage(position), share,
                position.rollout?.stages.last.map { since($0.since) } ?? "-", next(position), held(position),
            ]
        }
        return Table("FEATURE", "CANDIDATE", "STAGE", "SHARE", "SINCE", "NEXT", "HELD", rows: rows).lines(on: terminal)
    }

    private func stage(_ position: RolloutPosition) -> String {
        guard position.rollout != nil else { return "not started" }
        let count = position.plan.map { "\($0.stages.count)" } ?? "?"
        return "\(position.currentStage.map { "\($0 + 1)" } ?? "?") of \(count)"
    }

    private func since(_ at: Int64) -> String { "\(Milliseconds.text(Double(max(0, now - at)))) ago" }

    private func next(_ position: RolloutPosition) -> String {
        guard let plan = position.plan else { return "-" }
        return position.nextStage.map { Share.text(plan.stages[$0].share) } ?? "-"
    }

    private func held(_ position: RolloutPosition) -> String {
        let words = [position.rollout?.paused == true ? "paused" : nil, position.restriction?.summary].compactMap { $0 }
        return words.isEmpty ? "-" : words.joined(separator: ", ")
    }
}
