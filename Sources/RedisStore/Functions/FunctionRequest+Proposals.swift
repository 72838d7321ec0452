import FlagModel
import FlagStore

extension FunctionRequest<Receipt> {
    static func propose(_ proposal: Proposal, by attribution: Attribution) -> FunctionRequest {
        change(
            "propose", .proposing(proposal, by: attribution),
            [
                "proposal": proposal.id.argument, "content": .bytes(proposal.json.canonical),
                "terms": .text(proposal.terms), "digest": .text(proposal.digest),
                "expires": .number(proposal.expiresAt),
            ], timeout: bulkTimeout)
    }

    static func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) -> FunctionRequest {
        change(
            "vote", .vote(vote, on: id, by: attribution),
            [
                "proposal": id.argument, "voter": .text(RedisUser.name(of: vote.voter)),
                "verdict": .text(vote.verdict.rawValue), "digest": .text(vote.digest), "reason": .text(vote.reason),
            ])
    }

    static func takeBack(_ id: ProposalID, by attribution: Attribution) -> FunctionRequest {
        change("take_back", .withdrawal(of: id, by: attribution), ["proposal": id.argument])
    }
}

extension FunctionRequest<[StoredProposal]> {
    static var proposals: FunctionRequest {
        FunctionRequest("proposals", timeout: bulkTimeout) { answer throws(StoreError) in
            try answer.list("proposals").compactMap(StoredProposal.init(entry:))
        }
    }
}
