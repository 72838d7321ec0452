package import FlagModel
package import FlagStore

/// One proposal as those see it who have to decide: what it changes beside what is there now, in words, and who said what.
package struct ProposalReview: Sendable {
    package var stored: StoredProposal
    package var contents: NamespaceContents
    package var status: ProposalStatus
    /// Of documents, while it is open.
    package var plan: ChangePlan?
    package var findings: [ExposureFinding] = []
    /// Why it cannot be shown.
    package var fault: String?

    package init(_ stored: StoredProposal, on contents: NamespaceContents) {
        self.stored = stored
        self.contents = contents
        status = ProposalStatus(stored, on: contents)
        guard stored.end == nil else { return }
        switch stored.proposal.content {
        case .documents(let changes, let move):
            // Whether they may come back was asked when they were proposed.
            var change = WantedChange(returning: Set(changes.map(\.id)), move: move)
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
            do {
                findings = try OperationExposure(of: operation, on: key, contents: contents).findings
            } catch {
                fault = "\(error)"
            }
        }
    }

    package var name: String { stored.proposal.id.name }

    /// What it changes, a sentence each: while it is open without the documents that it only stands on.
    package var summaries: [String] {
        guard stored.end == nil, case .documents(let changes, let move) = stored.proposal.content else {
            return stored.proposal.summaries
        }
        let changed = changes.filter { change in
            contents.stored[change.id].map { $0.body != change.body || $0.digests != change.digests } ?? true
        }
        return changed.map(\.summary) + (move.map { [LoggedChange(.move(from: $0.from, to: $0.to)).sentence()] } ?? [])
    }

    package var json: JSONValue {
        let proposal = stored.proposal
        return [
            "name": .string(name), "author": .string(proposal.id.author), "reason": .string(proposal.reason),
            "status": .string(status.name), "status_words": .string(status.words),
            "digest": .string(proposal.digest), "proposed": .integer(stored.proposedAt),
            "expires": .integer(proposal.expiresAt), "at": proposal.applyAt.map { .integer($0) } ?? .null,
            "people": .integer(Int64(contents.peopleNeeded(for: proposal))),
            "changes": .array(summaries.map { .string($0) }),
            "documents": plan?.json ?? .array([]), "exposure": plan?.exposure.json ?? .array([]),
            "findings": .array(findings.map(\.json)),
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
