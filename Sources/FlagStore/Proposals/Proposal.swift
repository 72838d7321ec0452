/// Names a proposal: its author, as the store takes them for, and a name that is unique among theirs.
package struct ProposalID: Sendable, Hashable, CustomStringConvertible {
    /// `redis:<ACL user>` or `uid:<name>@<host>`.
    package var author: String
    /// Short, of letters and digits.
    package var name: String

    package init(author: String, name: String) {
        self.author = author
        self.name = name
    }

    package var description: String { "\(name) by \(author)" }
}

/// A change that waits for others to agree.
package struct Proposal: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case documents([DocumentChange], move: StateMove?)
        /// A widening one: `restore`, `stage`, `resume`.
        case operation(StateOperation, key: String)
    }

    package var id: ProposalID
    package var content: Content
    package var reason: String
    /// When it is to take effect, Unix milliseconds by the store's clock; `nil`: once it is approved and applied.
    package var applyAt: Int64?
    /// Unix milliseconds by the store's clock: afterwards it can be neither approved nor applied.
    package var expiresAt: Int64

    package init(id: ProposalID, content: Content, reason: String, applyAt: Int64? = nil, expiresAt: Int64) {
        self.id = id
        self.content = content
        self.reason = reason
        self.applyAt = applyAt
        self.expiresAt = expiresAt
    }

    /// How long a proposal waits unless its author says otherwise: 7 days.
    package static let lifetimeMilliseconds: Int64 = 7 * 24 * 3_600_000
}

/// What one person says to a proposal as they saw it.
package struct Vote: Sendable, Equatable {
    package enum Verdict: String, Sendable { case approve, reject }

    /// As the store takes them for.
    package var voter: String
    package var verdict: Verdict
    /// `Proposal.digest` as they saw it: an edit voids it.
    package var digest: String
    package var reason: String
    /// Unix milliseconds by the store's clock, stamped by the store.
    package var at: Int64

    package init(voter: String, verdict: Verdict, digest: String, reason: String, at: Int64 = 0) {
        self.voter = voter
        self.verdict = verdict
        self.digest = digest
        self.reason = reason
        self.at = at
    }
}

/// A proposal as the store has it.
package struct StoredProposal: Sendable, Equatable {
    package enum End: String, Sendable { case applied, withdrawn }

    package var proposal: Proposal
    /// Unix milliseconds by the store's clock, of the latest edit.
    package var proposedAt: Int64
    /// Those on an earlier form of it included: `Vote.digest` tells.
    package var votes: [Vote]
    package var end: End?

    package init(proposal: Proposal, proposedAt: Int64, votes: [Vote], end: End? = nil) {
        self.proposal = proposal
        self.proposedAt = proposedAt
        self.votes = votes
        self.end = end
    }

    /// Who approved it as it stands, its author never among them.
    package var approvers: [String] {
        let digest = proposal.digest
        return votes.filter { $0.verdict == .approve && $0.digest == digest && $0.voter != proposal.id.author }
            .map(\.voter)
    }

    /// Who is against it as it stands.
    package var rejections: [Vote] {
        let digest = proposal.digest
        return votes.filter { $0.verdict == .reject && $0.digest == digest }
    }
}
