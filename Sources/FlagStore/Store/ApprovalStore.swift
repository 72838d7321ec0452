/// Changes that wait for others to agree.
package protocol ApprovalStore: NamespaceStore {
    /// Puts a proposal up, or a new form of one's own that is open or expired; a name that ended is refused with
    /// `not-approved`, another's name with `refused`. A commit.
    func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// Approves or rejects; each person's last word counts. Refused with `not-approved` for its own author and where it
    /// ended or expired, `stale` where it was edited since, `unknown-key` where there is none. A commit.
    func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// Takes one's own proposal back. A commit.
    func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// Those that are open, and those that ended within 30 days.
    func proposals() async throws(StoreError) -> [StoredProposal]
}
