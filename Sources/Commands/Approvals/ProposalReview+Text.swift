import FlagModel
import FlagStore
import Operations

extension ProposalReview {
    /// What it proposes, and what that does to who gets what.
    func difference(styling: ChangePlan.Styling) -> [String] {
        if let fault { return ["  \(styling(fault.withoutControls, .yellow))"] }
        guard let plan else {
            return ["  \(summaries.joined(separator: ", ").withoutControls)"]
                + findings.lines(styling: styling)
        }
        return plan.lines(styling: styling) + plan.exposure.lines(styling: styling)
            + plan.objections.map {
                "  \(styling("against the rules", .yellow)): \("\($0.subject): \($0.message)".withoutControls)"
            }
    }

    func lines(styling: ChangePlan.Styling) -> [String] {
        let proposal = stored.proposal
        let author = "by \(proposal.id.author), \(Timestamp.text(stored.proposedAt)): \(proposal.reason)"
            .withoutControls
        return [
            "\(styling(name.withoutControls, .bold)) \(author.withoutControls)",
            "  \(status.words.withoutControls)"
                + (status.isOpen ? "; open until \(Timestamp.text(proposal.expiresAt))" : ""),
        ]
            + (proposal.applyAt.map { ["  takes effect at \(Timestamp.text($0))"] } ?? [])
            + (stored.end == nil
                ? difference(styling: styling) : ["  \(proposal.summaries.joined(separator: ", "))".withoutControls])
            + stored.votes.map { "  \(voteLine($0))".withoutControls }
    }

    private func voteLine(_ vote: Vote) -> String {
        let isVoid = vote.digest != stored.proposal.digest
        return "\(vote.verdict == .approve ? "approved" : "rejected") by \(vote.voter) at \(Timestamp.text(vote.at))"
            + (isVoid ? ", before it was edited: void" : "") + (vote.reason.isEmpty ? "" : ": \(vote.reason)")
    }

    /// With what the rules say against it, worded.
    var answer: JSONValue {
        .object((json.object ?? [:]).merging(["objections": plan?.objectionsJSON ?? .array([])]) { $1 })
    }
}
