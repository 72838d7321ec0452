import FlagModel

/// A proposal with the votes on it.
struct MemoryProposal: Sendable {
    /// Without its text once that was erased with a document.
    var stored: StoredProposal?
    var bytes: Int
    var expiresAt: Int64
    var end: (how: StoredProposal.End, at: Int64)?
}

extension MemoryNamespace {
    /// The next to expire first.
    var storedProposals: [StoredProposal] {
        proposals.sorted {
            ($0.value.expiresAt, $0.key.author, $0.key.name) < ($1.value.expiresAt, $1.key.author, $1.key.name)
        }
        .compactMap { try? stored($0.key) }
    }

    mutating func propose(_ proposal: Proposal, by attribution: Attribution, now: Int64) throws(StoreError) -> Receipt {
        try change(.proposing(proposal, by: attribution), now: now) { (rows, moment) throws(StoreError) in
            rows.proposals = rows.proposals.filter {
                $0.value.end?.at ?? $0.value.expiresAt >= moment.now - StoreLimits.endedProposalMilliseconds
            }
            if let end = try rows.stored(proposal.id)?.end { throw proposal.id.ended(end) }
            guard proposal.expiresAt > moment.now,
                proposal.expiresAt - moment.now <= StoreLimits.proposalMilliseconds
            else {
                throw StoreError(
                    .refused, "a proposal waits for at most \(StoreLimits.proposalMilliseconds / 86_400_000) days")
            }
            let bytes = proposal.json.canonicalText.utf8.count
            try rows.checkRoom(for: proposal.id, bytes: bytes, now: moment.now)
            let votes = try rows.stored(proposal.id)?.votes ?? []
            rows.proposals[proposal.id] = MemoryProposal(
                stored: StoredProposal(proposal: proposal, proposedAt: moment.now, votes: votes), bytes: bytes,
                expiresAt: proposal.expiresAt)
            return true
        }
    }

    mutating func vote(
        _ vote: Vote, on id: ProposalID, by attribution: Attribution, now: Int64
    ) throws(StoreError) -> Receipt {
        try change(.vote(vote, on: id, by: attribution), now: now) { (rows, moment) throws(StoreError) in
            guard vote.voter != id.author else {
                throw StoreError(.notApproved, "\(id.name) is your own proposal; somebody else has to approve it")
            }
            var stored = try rows.open(id, now: moment.now)
            guard stored.proposal.digest == vote.digest else {
                throw StoreError(.stale, "the proposal \(id.name) was edited after you looked at it")
            }
            var vote = vote
            vote.at = moment.now
            stored.votes.removeAll { $0.voter == vote.voter }
            stored.votes.append(vote)
            stored.votes.sort { $0.voter < $1.voter }
            rows.proposals[id]?.stored = stored
            return true
        }
    }

    mutating func withdraw(_ id: ProposalID, by attribution: Attribution, now: Int64) throws(StoreError) -> Receipt {
        try change(.withdrawal(of: id, by: attribution), now: now) { (rows, moment) throws(StoreError) in
            _ = try rows.open(id, now: moment.now)
            rows.end(id, as: .withdrawn, at: moment.now)
            return true
        }
    }

    /// Throws if people have not agreed to just this.
    func checkApproval(of id: ProposalID, for terms: String, now: Int64) throws(StoreError) {
        let policy = liveBody(of: DocumentID(kind: DocumentKind.policy.rawValue, key: DocumentKind.policy.rawValue))
        let needed = StoredProposal.approvalsNeeded(
            for: terms, underPolicy: policy.flatMap { try? JSONValue.parse($0) })
        if let refusal = try open(id, now: now).refusal(to: terms, needed: needed, now: now) { throw refusal }
    }

    mutating func end(_ id: ProposalID, as end: StoredProposal.End, at now: Int64) {
        proposals[id]?.end = (end, now)
        proposals[id]?.stored?.end = end
    }

    /// Takes away what proposals would make of a document: they are over.
    mutating func eraseProposals(of document: DocumentID, at now: Int64) {
        for (id, proposal) in proposals {
            guard case .documents(let changes, _)? = proposal.stored?.proposal.content,
                changes.contains(where: { $0.id == document })
            else { continue }
            if proposal.end == nil { end(id, as: .withdrawn, at: now) }
            proposals[id]?.stored = nil
            proposals[id]?.bytes = 0
        }
    }

    private func open(_ id: ProposalID, now: Int64) throws(StoreError) -> StoredProposal {
        guard let stored = try stored(id) else { throw StoreError(.unknownKey, "there is no proposal \(id)") }
        if let refusal = stored.refusal(now: now) { throw refusal }
        return stored
    }

    private func stored(_ id: ProposalID) throws(StoreError) -> StoredProposal? {
        guard let proposal = proposals[id] else { return nil }
        if let stored = proposal.stored { return stored }
        throw id.ended(proposal.end?.how ?? .withdrawn)
    }

    private func checkRoom(for id: ProposalID, bytes: Int, now: Int64) throws(StoreError) {
        let others = proposals.filter { $0.key != id }.values
        guard others.count(where: { $0.end == nil && $0.expiresAt > now }) < StoreLimits.proposals,
            others.reduce(bytes, { $0 + $1.bytes }) <= StoreLimits.proposalBytes
        else {
            throw StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.proposals) open proposals, and \(StoreLimits.proposalBytes) "
                    + "bytes of those that are open or ended within 30 days")
        }
    }
}
