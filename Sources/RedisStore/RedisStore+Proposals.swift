import FlagModel
package import FlagStore
import RedisClient

extension RedisStore {
    package func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try proposal.check(by: attribution)
        try RedisUser.check(proposal.id.author)
        return try await change(
            "propose",
            ChangePayload.proposing(proposal, by: attribution).arguments() + [
                .init(proposal.id.user), .init(proposal.id.name), .init(proposal.json.canonical),
                .init(proposal.terms), .init(proposal.digest), .init(proposal.expiresAt),
            ], timeout: FunctionCaller.bulkTimeout)
    }

    package func vote(
        _ vote: Vote, on id: ProposalID, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try vote.check(on: id, by: attribution)
        try RedisUser.check(vote.voter)
        return try await change(
            "vote",
            ChangePayload.vote(vote, on: id, by: attribution).arguments() + [
                .init(id.user), .init(id.name), .init(RedisUser.name(of: vote.voter)), .init(vote.verdict.rawValue),
                .init(vote.digest), .init(vote.reason),
            ])
    }

    package func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try id.checkWithdrawal(by: attribution)
        return try await change(
            "take_back",
            ChangePayload.withdrawal(of: id, by: attribution).arguments() + [.init(id.user), .init(id.name)])
    }

    package func proposals() async throws(StoreError) -> [StoredProposal] {
        var reply = try await functions.read("proposals", timeout: FunctionCaller.bulkTimeout)
        return try reply.proposals()
    }
}
