package import FlagStore

extension RedisStore {
    package func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try proposal.check(by: attribution)
        try RedisUser.check(proposal.id.author)
        return try await change(.propose(proposal, by: attribution))
    }

    package func vote(
        _ vote: Vote, on id: ProposalID, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try vote.check(on: id, by: attribution)
        try RedisUser.check(vote.voter)
        return try await change(.vote(vote, on: id, by: attribution))
    }

    package func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try id.checkWithdrawal(by: attribution)
        return try await change(.takeBack(id, by: attribution))
    }

    package func proposals() async throws(StoreError) -> [StoredProposal] {
        try await functions.read(.proposals)
    }
}
