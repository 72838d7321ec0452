package import FlagStore

/// A store as people's operations use it: what cannot be reached is tried again for a few seconds, a change with one id
/// through all attempts, so that it is made once even if an answer was lost on the way.
package struct RetryingStore: DocumentStore {
    package let base: any DocumentStore
    private let limit: Duration
    private let pause: Duration
    /// Told what makes a load doubtful.
    private let warn: @Sendable (String) -> Void

    /// - Parameter warn: told once for each load whose answer may be old.
    package init(
        _ base: any DocumentStore, limit: Duration = .seconds(5), pause: Duration = .milliseconds(250),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.base = base
        self.limit = limit
        self.pause = pause
        self.warn = warn
    }

    private func retry<Value>(
        _ attempt: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let deadline = ContinuousClock.now + limit
        while true {
            do throws(StoreError) {
                return try await attempt()
            } catch {
                guard error.code == .unavailable, ContinuousClock.now + pause < deadline else { throw error }
                // A cancelled sleep only brings the next attempt forward.
                try? await Task.sleep(for: pause)
            }
        }
    }
}

extension RetryingStore {
    package var location: String { base.location }
    package var namespace: String { base.namespace }

    package func initialize() async throws(StoreError) -> Lineage { try await base.initialize() }

    package func lineage() async throws(StoreError) -> Lineage {
        try await retry { () async throws(StoreError) in try await base.lineage() }
    }

    package func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad {
        let load = try await retry { () async throws(StoreError) in try await base.load(since: revision) }
        if let warning = load.warning(of: base) { warn(warning) }
        return load
    }

    package func load(_ ids: [DocumentID]) async throws(StoreError) -> StoreLoad {
        let load = try await retry { () async throws(StoreError) in try await base.load(ids) }
        if let warning = load.warning(of: base) { warn(warning) }
        return load
    }

    package func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in try await base.commit(commit, by: attribution) }
    }

    package func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in
            try await base.apply(operation, to: key, schedule: schedule, warrant: warrant, by: attribution)
        }
    }

    package func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in try await base.adopt(by: attribution) }
    }

    package func restrictions(since revision: UInt64?) async throws(StoreError) -> StoreLoad? {
        try await retry { () async throws(StoreError) in try await base.restrictions(since: revision) }
    }

    package func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord] {
        try await retry { () async throws(StoreError) in try await base.history(before: revision, limit: limit) }
    }

    package func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]] {
        try await retry { () async throws(StoreError) in try await base.contents(references) }
    }

    package func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint? {
        try await retry { () async throws(StoreError) in try await base.checkpoint() }
    }

    package func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in try await base.trimLog(through: checkpoint, by: attribution) }
    }

    package func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in try await base.propose(proposal, by: attribution) }
    }

    package func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt
    {
        try await retry { () async throws(StoreError) in try await base.vote(vote, on: id, by: attribution) }
    }

    package func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in try await base.withdraw(id, by: attribution) }
    }

    package func proposals() async throws(StoreError) -> [StoredProposal] {
        try await retry { () async throws(StoreError) in try await base.proposals() }
    }

    package func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease {
        try await base.acquireLease(name, for: holder, milliseconds: milliseconds)
    }

    package func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError) {
        try await base.releaseLease(fence, of: holder)
    }

    package func hints() -> AsyncStream<Hint> { base.hints() }

    package func actor() async throws(StoreError) -> String {
        try await retry { () async throws(StoreError) in try await base.actor() }
    }

    package func announce(_ presence: Presence, as claim: AgentClaim?) async throws(StoreError) {
        try await base.announce(presence, as: claim)
    }

    package func withdrawPresence(of agent: String) async throws(StoreError) {
        try await base.withdrawPresence(of: agent)
    }

    package func fleet() async throws(StoreError) -> Fleet {
        try await retry { () async throws(StoreError) in try await base.fleet() }
    }

    package func archive() async throws(StoreError) -> StoreArchive {
        try await retry { () async throws(StoreError) in try await base.archive() }
    }

    package func restore(_ archive: StoreArchive, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await retry { () async throws(StoreError) in try await base.restore(archive, by: attribution) }
    }

    package func close() async { await base.close() }
}

extension StoreLoad {
    /// That what it says may be old; `nil` where it is the newest.
    package func warning(of store: any DocumentStore) -> String? {
        doubt.map { "what \(store.location) shows may be old: \($0)" }
    }
}
