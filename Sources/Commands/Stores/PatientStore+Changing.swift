import FlagStore

extension PatientStore {
    func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await patiently { () async throws(StoreError) in try await store.commit(commit, by: attribution) }
    }

    /// - Parameter source: what the record says it came through.
    func commit(
        _ changes: [DocumentChange], moving move: StateMove? = nil, reason: String, onBehalfOf: String?,
        source: String = "cli"
    ) async throws(StoreError) -> Receipt {
        let attribution = try await attribution(reason: reason, onBehalfOf: onBehalfOf, source: source)
        return try await commit(Commit(changes, moving: move), by: attribution)
    }

    func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule? = nil, warrant: Warrant = Warrant(),
        by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await patiently { () async throws(StoreError) in
            try await store.apply(operation, to: key, schedule: schedule, warrant: warrant, by: attribution)
        }
    }

    func adopt(reason: String, onBehalfOf: String?) async throws(StoreError) -> Receipt {
        let attribution = try await attribution(reason: reason, onBehalfOf: onBehalfOf)
        return try await patiently { () async throws(StoreError) in try await store.adopt(by: attribution) }
    }

    /// Those that are open, and those that ended lately.
    func proposals() async throws(StoreError) -> [StoredProposal] {
        try await patiently { () async throws(StoreError) in try await store.proposals() }
    }

    func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await patiently { () async throws(StoreError) in try await store.propose(proposal, by: attribution) }
    }

    func vote(
        _ vote: Vote, on id: ProposalID, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await patiently { () async throws(StoreError) in try await store.vote(vote, on: id, by: attribution) }
    }

    func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await patiently { () async throws(StoreError) in try await store.withdraw(id, by: attribution) }
    }
}
