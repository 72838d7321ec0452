package import FlagStore

extension SQLiteStore {
    package func propose(_ proposal: Proposal, by attribution: Attribution) throws(StoreError) -> Receipt {
        try proposal.check(by: attribution)
        return try write { try $0.propose(proposal, by: attribution) }
    }

    package func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) throws(StoreError) -> Receipt {
        try vote.check(on: id, by: attribution)
        return try write { try $0.vote(vote, on: id, by: attribution) }
    }

    package func withdraw(_ id: ProposalID, by attribution: Attribution) throws(StoreError) -> Receipt {
        try id.checkWithdrawal(by: attribution)
        return try write { try $0.withdraw(id, by: attribution) }
    }

    package func proposals() throws(StoreError) -> [StoredProposal] {
        try read { try $0.proposals() }
    }
}
