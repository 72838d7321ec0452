import FlagModel
package import FlagStore

/// The proposals of a namespace beside what it holds.
package struct ProposalBook: Sendable {
    package let stored: [StoredProposal]
    package let contents: NamespaceContents

    package static func read(_ store: any DocumentStore) async throws(StoreError) -> ProposalBook {
        // In this order: what is proposed after the documents were read would look suspended.
        let stored = try await store.proposals()
        return ProposalBook(stored: stored, contents: try await NamespaceContents.read(store))
    }

    /// By the time at which they were put up.
    ///
    /// - Parameter ended: those that ended lately, too.
    package func reviews(withEnded ended: Bool) -> [ProposalReview] {
        stored.map { ProposalReview($0, on: contents) }
            .filter { ended || $0.status.isOpen || $0.stored.end == nil && $0.status != .expired }
            .sorted { $0.stored.proposedAt < $1.stored.proposedAt }
    }

    /// The one of that name; the open one, if several authors have used it.
    ///
    /// - Throws: an `OperationError` if there is none, or several are open.
    package func find(_ name: String, author: String?) throws(OperationError) -> ProposalReview {
        let named = stored.filter {
            $0.proposal.id.name == name && (author == nil || $0.proposal.id.author == author)
        }.map { ProposalReview($0, on: contents) }
        let open = named.filter(\.status.isOpen)
        guard let found = open.first ?? named.last else {
            throw OperationError(
                .unknown, name, "there is no proposal \(name)",
                NearestName.hint(for: name, among: stored.map(\.proposal.id.name)).map(Remedy.hint) ?? .listProposals)
        }
        guard open.count <= 1 else {
            throw OperationError(
                .ambiguous, name, "several people have proposed something under the name \(name)",
                .nameAuthor(open.map(\.stored.proposal.id.author)))
        }
        return found
    }
}

extension ProposalReview {
    /// - Throws: an `OperationError` if it can no longer be carried out, or voted on.
    func requireOpen(to verdict: Vote.Verdict = .approve) throws(OperationError) {
        switch status {
        case .waiting, .approved, .rejected: return
        case .suspended where verdict == .reject: return
        case .suspended:
            throw OperationError(
                .conflict, name, "\(name) is \(status.words)",
                .proposeAnew(Renewal(of: stored.proposal, on: contents)))
        case .expired, .applied, .takenBack: throw OperationError(.notApproved, name, "\(name) is \(status.words)")
        }
    }
}
