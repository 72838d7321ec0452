import FlagModel
import FlagStore

/// One proposal as those see it who have to decide: what it changes beside what is there now, in words, and who said what.
struct ProposalReview {
    var stored: StoredProposal
    var contents: NamespaceContents
    var status: ProposalStatus
    /// Of documents, while it is open.
    var plan: ChangePlan?
    var findings: [ExposureFinding] = []
    /// Why it cannot be shown.
    var fault: String?

    init(_ stored: StoredProposal, on contents: NamespaceContents) {
        self.stored = stored
        self.contents = contents
        status = ProposalStatus(stored, on: contents)
        guard stored.end == nil else { return }
        switch stored.proposal.content {
        case .documents(let changes, let move):
            // Whether they may come back was asked when they were proposed.
            var change = ChangeProposal(returning: Set(changes.map(\.id)), move: move)
            for item in changes {
                guard let body = item.body else {
                    change.deletions.append(item.id)
                    continue
                }
                // What it only stands on says nothing here.
                if contents.stored[item.id]?.body == body, !contents.isUnderBreakGlass(item.id) { continue }
                guard let document = Document.load(body: body, name: item.id.description).document else {
                    fault = "\(item.id) as proposed cannot be read by this version"
                    return
                }
                change.documents.append(document)
            }
            plan = ChangePlan.reviewed(change, on: contents)
        case .operation(let operation, let key):
            do throws(StoreError) {
                findings = try OperationExposure(of: operation, on: key, contents: contents).findings
            } catch {
                fault = "\(error)"
            }
        }
    }

    var name: String { stored.proposal.id.name }

    /// What it proposes, and what that does to who gets what.
    func difference(styling: ChangePlan.Styling) -> [String] {
        if let fault { return ["  \(styling(fault.withoutControls, .yellow))"] }
        guard let plan else {
            return ["  \(stored.proposal.summaries.joined(separator: ", ").withoutControls)"]
                + findings.lines(styling: styling)
        }
        return plan.lines(styling: styling) + plan.exposure.lines(styling: styling)
            + plan.objections.map { "  \(styling("against the rules", .yellow)): \($0.subject): \($0.message)" }
    }

    func lines(styling: ChangePlan.Styling) -> [String] {
        let proposal = stored.proposal
        return [
            "\(styling(name, .bold)) by \(proposal.id.author), \(Timestamp.text(stored.proposedAt)): \(proposal.reason)"
                .withoutStoredControls,
            "  \(status.words)" + (status.isOpen ? "; open until \(Timestamp.text(proposal.expiresAt))" : ""),
        ]
            + (proposal.applyAt.map { ["  takes effect at \(Timestamp.text($0))"] } ?? [])
            + (stored.end == nil ? difference(styling: styling) : ["  \(proposal.summaries.joined(separator: ", "))"])
            + stored.votes.map { "  \(voteLine($0))".withoutControls }
    }

    private func voteLine(_ vote: Vote) -> String {
        let isVoid = vote.digest != stored.proposal.digest
        return "\(vote.verdict == .approve ? "approved" : "rejected") by \(vote.voter) at \(Timestamp.text(vote.at))"
            + (isVoid ? ", before it was edited: void" : "") + (vote.reason.isEmpty ? "" : ": \(vote.reason)")
    }

    var json: JSONValue {
        let proposal = stored.proposal
        return [
            "name": .string(name), "author": .string(proposal.id.author), "reason": .string(proposal.reason),
            "status": .string(status.name), "status_words": .string(status.words),
            "digest": .string(proposal.digest), "proposed": .integer(stored.proposedAt),
            "expires": .integer(proposal.expiresAt), "at": proposal.applyAt.map { .integer($0) } ?? .null,
            "people": .integer(Int64(contents.peopleNeeded)),
            "changes": .array(proposal.summaries.map { .string($0) }),
            "documents": plan?.json ?? .array([]), "exposure": plan?.exposure.json ?? .array([]),
            "objections": plan?.objectionsJSON ?? .array([]), "findings": .array(findings.map(\.json)),
            "votes": .array(
                stored.votes.map { vote in
                    [
                        "by": .string(vote.voter), "verdict": .string(vote.verdict.rawValue), "at": .integer(vote.at),
                        "reason": .string(vote.reason), "void": .bool(vote.digest != proposal.digest),
                    ]
                }),
        ]
    }
}

extension String {
    /// For a line that is styled already: other people's text in it is made harmless, its own colours stay.
    fileprivate var withoutStoredControls: String {
        split(separator: "\u{1B}", omittingEmptySubsequences: false).map { String($0).withoutControls }
            .joined(separator: "\u{1B}")
    }
}
