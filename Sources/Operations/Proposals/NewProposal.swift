import FlagModel
import FlagStore

/// A change that is to wait for others.
struct NewProposal {
    var content: Proposal.Content
    /// Unix milliseconds by the store's clock.
    var applyAt: Int64?
    var terms: ApprovalTerms

    /// Puts it up, or in place of what one's own proposal proposed.
    func put(in store: any DocumentStore, as author: Authorship) async throws -> Proposal {
        try checkReason(author)
        let now = try await store.now()
        let attribution = try await author.attribution(in: store)
        let proposal = Proposal(
            id: try await name(of: attribution.actor, now: now, in: store), content: content, reason: author.reason,
            applyAt: applyAt, expiresAt: now + terms.lifetime)
        _ = try await store.propose(proposal, by: attribution)
        return proposal
    }

    /// - Throws: what `put` would throw before it writes anything.
    func check(in store: any DocumentStore, as author: Authorship) async throws {
        try checkReason(author)
        guard terms.edit != nil else { return }
        _ = try await name(of: try await store.actor(), now: try await store.now(), in: store)
    }

    private func checkReason(_ author: Authorship) throws(OperationError) {
        guard !author.reason.isEmpty else {
            throw OperationError(
                .reasonMissing, "", "nothing was changed: others have to approve this, and want to know why",
                .giveReason)
        }
    }

    private func name(of author: String, now: Int64, in store: any DocumentStore) async throws -> ProposalID {
        guard let name = terms.edit else { return ProposalID(author: author, name: Self.name()) }
        let open = try await store.proposals().filter {
            $0.proposal.id.author == author && $0.end == nil && $0.proposal.expiresAt > now
        }
        guard open.contains(where: { $0.proposal.id.name == name }) else {
            throw OperationError(
                .unknown, name, "you have no open proposal \(name); nothing was changed",
                NearestName.hint(for: name, among: open.map(\.proposal.id.name)).map(Remedy.hint) ?? .listProposals)
        }
        return ProposalID(author: author, name: name)
    }

    /// Six letters and digits that no one takes for each other; unique enough among one author's.
    private static func name() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return String((0..<6).compactMap { _ in letters.randomElement() })
    }
}
