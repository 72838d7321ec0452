import FlagModel
import FlagStore
import Operations

extension ProposedChange {
    /// What its author is told.
    func lines(on terminal: Terminal) -> [String] {
        let name = proposal.id.name
        let others = people == 2 ? "1 other person approves" : "\(people - 1) others approve"
        return [
            "\(terminal.output("proposed", .yellow)) \(name): not changed yet, it waits until \(others) "
                + "(\(people) people have to agree, and you are one)",
            "  they look at it:  flagpost proposals show \(name)",
            "  and approve it:   flagpost approve \(name) --reason TEXT",
            "  it waits until \(Timestamp.text(proposal.expiresAt)); edit it with --edit \(name), or take it back: "
                + "flagpost proposals take-back \(name)",
        ]
            + (proposal.applyAt.map { ["  once approved it takes effect at \(Timestamp.text($0))"] } ?? [])
            + (isForPractice ? [Practice.note] : [])
    }
}

/// Approvals in an embedded store.
enum Practice {
    static let note =
        "  note: this store is a file that its user can write, so approvals in it are for practice only"
}
