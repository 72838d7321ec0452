package import FlagStore

/// A person's word on somebody else's proposal. Each person's last word counts.
package struct CastVote: Operation {
    package var verdict: Vote.Verdict
    package var name: String
    /// Whose, if several people have used the name.
    package var author: String?

    package init(_ verdict: Vote.Verdict, on name: String, author: String? = nil) {
        self.verdict = verdict
        self.name = name
        self.author = author
    }

    /// - Throws: an `OperationError` if it can no longer be voted on, or is the voter's own.
    package func plan(on store: any DocumentStore) async throws -> PlannedVote {
        let review = try await ProposalBook.read(store).find(name, author: author)
        try review.requireOpen(to: verdict)
        let id = review.stored.proposal.id
        let voter = try await store.actor()
        guard voter != id.author else {
            throw OperationError(
                .notApproved, id.name,
                "\(id.name) is your own proposal (you are \(voter)); somebody else has to "
                    + (verdict == .approve ? "approve it" : "decide on it"),
                verdict == .approve ? .breakGlass : .takeBack(id.name))
        }
        return PlannedVote(verdict: verdict, review: review, voter: voter)
    }
}

/// A vote, ready to be cast: on what its voter was shown.
package struct PlannedVote: PerformablePlan {
    package let verdict: Vote.Verdict
    package let review: ProposalReview
    let voter: String

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Receipt {
        let proposal = review.stored.proposal
        let vote = Vote(voter: voter, verdict: verdict, digest: proposal.digest, reason: author.reason)
        do throws(StoreError) {
            return try await store.vote(vote, on: proposal.id, by: try await author.attribution(in: store))
        } catch {
            switch error.code {
            case .stale:
                throw OperationError(
                    .conflict, proposal.id.name, "\(error); your word was not taken",
                    .showProposal(proposal.id.name))
            case .notApproved: throw OperationError(.notApproved, proposal.id.name, "\(error)")
            default: throw error
            }
        }
    }
}
