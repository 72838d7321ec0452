// Proposals, votes on them, and whether a change may rest on one.

import FlagModel
import FlagStore

extension SQLiteNamespace {
    func propose(_ proposal: Proposal, by attribution: Attribution) throws -> Receipt {
        try change(.proposing(proposal, by: attribution)) { moment in
            try dropEnded(now: moment.now)
            if let end = try stored(proposal.id)?.end { throw proposal.id.ended(end) }
            guard proposal.expiresAt > moment.now,
                proposal.expiresAt - moment.now <= StoreLimits.proposalMilliseconds
            else {
                throw StoreError(
                    .refused, "a proposal waits for at most \(StoreLimits.proposalMilliseconds / 86_400_000) days")
            }
            let body = proposal.json.canonicalText
            try checkRoom(for: proposal.id, bytes: body.utf8.count, now: moment.now)
            try connection.run(
                """
                INSERT OR REPLACE INTO proposals (namespace, author, name, body, proposed_at, expires_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """, .text(name), .text(proposal.id.author), .text(proposal.id.name), .text(body),
                .integer(moment.now), .integer(proposal.expiresAt))
            return true
        }
    }

    func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) throws -> Receipt {
        try change(.vote(vote, on: id, by: attribution)) { moment in
            guard vote.voter != id.author else {
                throw StoreError(.notApproved, "\(id.name) is your own proposal; somebody else has to approve it")
            }
            let stored = try openProposal(id, now: moment.now)
            guard stored.proposal.digest == vote.digest else {
                throw StoreError(.stale, "the proposal \(id.name) was edited after you looked at it")
            }
            try connection.run(
                """
                INSERT OR REPLACE INTO votes (namespace, author, name, voter, verdict, digest, reason, at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """, .text(name), .text(id.author), .text(id.name), .text(vote.voter), .text(vote.verdict.rawValue),
                .text(vote.digest), .text(vote.reason), .integer(moment.now))
            return true
        }
    }

    func withdraw(_ id: ProposalID, by attribution: Attribution) throws -> Receipt {
        try change(.withdrawal(of: id, by: attribution)) { moment in
            _ = try openProposal(id, now: moment.now)
            try end(id, as: .withdrawn, at: moment.now)
            return true
        }
    }

    /// The next to expire first.
    func proposals() throws -> [StoredProposal] {
        _ = try meta()
        let ids = try connection.rows(
            "SELECT author, name FROM proposals WHERE namespace = ?1 ORDER BY expires_at, author, name", .text(name)
        ) { ProposalID(author: $0.text(0), name: $0.text(1)) }
        return ids.compactMap { try? stored($0) }
    }

    /// Throws where people have not agreed to just this.
    func checkApproval(of id: ProposalID, for terms: String, now: Int64) throws {
        let refusal = try openProposal(id, now: now).refusal(to: terms, needed: approvalsNeeded(for: terms), now: now)
        if let refusal { throw refusal }
    }

    func end(_ id: ProposalID, as end: StoredProposal.End, at now: Int64) throws {
        try connection.run(
            "UPDATE proposals SET ending = ?4, ended_at = ?5 WHERE namespace = ?1 AND author = ?2 AND name = ?3",
            .text(name), .text(id.author), .text(id.name), .text(end.rawValue), .integer(now))
    }

    /// Takes away what proposals would make of a document: they are over.
    func eraseProposals(of document: DocumentID, at now: Int64) throws {
        for stored in try proposals() {
            guard case .documents(let changes, _) = stored.proposal.content,
                changes.contains(where: { $0.id == document })
            else { continue }
            if stored.end == nil { try end(stored.proposal.id, as: .withdrawn, at: now) }
            try connection.run(
                "UPDATE proposals SET body = '' WHERE namespace = ?1 AND author = ?2 AND name = ?3", .text(name),
                .text(stored.proposal.id.author), .text(stored.proposal.id.name))
        }
    }

    private func approvalsNeeded(for terms: String) throws -> Int {
        let policy = try liveBody(of: DocumentID(kind: "policy", key: "policy"))
        return StoredProposal.approvalsNeeded(for: terms, underPolicy: policy.flatMap { try? JSONValue.parse($0) })
    }

    private func openProposal(_ id: ProposalID, now: Int64) throws -> StoredProposal {
        guard let stored = try stored(id) else { throw StoreError(.unknownKey, "there is no proposal \(id)") }
        if let refusal = stored.refusal(now: now) { throw refusal }
        return stored
    }

    private func stored(_ id: ProposalID) throws -> StoredProposal? {
        let row = try connection.first(
            """
            SELECT body, proposed_at, ending FROM proposals WHERE namespace = ?1 AND author = ?2 AND name = ?3
            """, .text(name), .text(id.author), .text(id.name)
        ) { (body: $0.blob(0), proposedAt: $0.integer(1), ending: $0.optionalText(2)) }
        guard let row else { return nil }
        guard let json = try? JSONValue.parse(row.body, limits: StoreLimits.state), var proposal = Proposal(json: json)
        else {
            // One that was erased with a document has ended, and nothing else is left of it.
            if let end = row.ending.flatMap(StoredProposal.End.init(rawValue:)) { throw id.ended(end) }
            throw StoreError(.corrupt, "the proposal \(id) cannot be read")
        }
        proposal.id = id
        return StoredProposal(
            proposal: proposal, proposedAt: row.proposedAt, votes: try votes(on: id),
            end: row.ending.flatMap(StoredProposal.End.init(rawValue:)))
    }

    private func votes(on id: ProposalID) throws -> [Vote] {
        let votes = try connection.rows(
            """
            SELECT voter, verdict, digest, reason, at FROM votes
            WHERE namespace = ?1 AND author = ?2 AND name = ?3 ORDER BY voter
            """, .text(name), .text(id.author), .text(id.name)
        ) { row in
            Vote.Verdict(rawValue: row.text(1)).map {
                Vote(voter: row.text(0), verdict: $0, digest: row.text(2), reason: row.text(3), at: row.integer(4))
            }
        }
        return votes.compactMap { $0 }
    }

    private func checkRoom(for id: ProposalID, bytes: Int, now: Int64) throws {
        let others = try connection.first(
            """
            SELECT coalesce(sum(ending IS NULL AND expires_at > ?4), 0), coalesce(sum(length(CAST(body AS BLOB))), 0)
            FROM proposals WHERE namespace = ?1 AND NOT (author = ?2 AND name = ?3)
            """, .text(name), .text(id.author), .text(id.name), .integer(now)
        ) { (open: $0.integer(0), bytes: $0.integer(1)) }
        guard let others, others.open < StoreLimits.proposals,
            others.bytes + Int64(bytes) <= StoreLimits.proposalBytes
        else {
            throw StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.proposals) open proposals, and \(StoreLimits.proposalBytes) "
                    + "bytes of those that are open or ended within 30 days")
        }
    }

    private func dropEnded(now: Int64) throws {
        try connection.run(
            "DELETE FROM proposals WHERE namespace = ?1 AND coalesce(ended_at, expires_at) < ?2", .text(name),
            .integer(now - StoreLimits.endedProposalMilliseconds))
        try connection.run(
            """
            DELETE FROM votes WHERE namespace = ?1 AND NOT EXISTS (
                SELECT 1 FROM proposals
                WHERE namespace = ?1 AND proposals.author = votes.author AND proposals.name = votes.name)
            """, .text(name))
    }
}
