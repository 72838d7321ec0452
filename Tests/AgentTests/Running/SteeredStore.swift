import FlagStore
import SQLiteStore
import Synchronization
import TestServers

/// A store in a file whose answers a test can cast into doubt, or hold back as long as it likes.
final class SteeredStore: DocumentStore {
    private struct State {
        var doubt: String?
        var failure: StoreError?
        var isHolding = false
        var held: [CheckedContinuation<Void, Never>] = []
        var asked: [UInt64?] = []
    }

    private let store: SQLiteStore
    private let state = Mutex(State())
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path("flags.db"), namespace: "prod")
    }

    /// Why its answers may be old from now on.
    var doubt: String? {
        get { state.withLock { $0.doubt } }
        set { state.withLock { $0.doubt = newValue } }
    }

    /// How every load ends from now on.
    var failure: StoreError? {
        get { state.withLock { $0.failure } }
        set { state.withLock { $0.failure = newValue } }
    }

    /// The revisions after which it was asked since this was looked at last.
    func takeAsked() -> [UInt64?] {
        state.withLock { state in
            defer { state.asked = [] }
            return state.asked
        }
    }

    /// Whoever asks for the log waits until `release`.
    func holdHistory() { state.withLock { $0.isHolding = true } }

    var isSomebodyHeld: Bool { state.withLock { !$0.held.isEmpty } }

    func release() {
        let held = state.withLock { state in
            defer { (state.held, state.isHolding) = ([], false) }
            return state.held
        }
        for one in held { one.resume() }
    }

    func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad {
        let (doubt, failure) = state.withLock { state in
            state.asked.append(revision)
            return (state.doubt, state.failure)
        }
        if let failure { throw failure }
        var load = try await store.load(since: revision)
        load.doubt = doubt
        return load
    }

    func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord] {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHolding { state.held.append(continuation) }
                return state.isHolding
            }
            if !isHeld { continuation.resume() }
        }
        return try await store.history(before: revision, limit: limit)
    }

    // Everything else is the file's.

    var location: String { store.location }
    var namespace: String { store.namespace }
    func initialize() async throws(StoreError) -> Lineage { try await store.initialize() }
    func lineage() async throws(StoreError) -> Lineage { try await store.lineage() }
    func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await store.commit(commit, by: attribution)
    }
    func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await store.apply(operation, to: key, schedule: schedule, warrant: warrant, by: attribution)
    }
    func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await store.adopt(by: attribution)
    }
    func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]] {
        try await store.contents(references)
    }
    func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint? { try await store.checkpoint() }
    func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await store.trimLog(through: checkpoint, by: attribution)
    }
    func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await store.propose(proposal, by: attribution)
    }
    func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await store.vote(vote, on: id, by: attribution)
    }
    func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await store.withdraw(id, by: attribution)
    }
    func proposals() async throws(StoreError) -> [StoredProposal] { try await store.proposals() }
    func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease {
        try await store.acquireLease(name, for: holder, milliseconds: milliseconds)
    }
    func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError) {
        try await store.releaseLease(fence, of: holder)
    }
    func hints() -> AsyncStream<Hint> { store.hints() }
    func actor() async throws(StoreError) -> String { try await store.actor() }
    func announce(_ presence: Presence, as claim: AgentClaim?) async throws(StoreError) {
        try await store.announce(presence, as: claim)
    }
    func load(_ ids: [DocumentID]) async throws(StoreError) -> StoreLoad { try await load(since: nil).naming(ids) }

    func restrictions(since revision: UInt64?) async throws(StoreError) -> StoreLoad? {
        try await store.restrictions(since: revision)
    }
    func withdrawPresence(of agent: String) async throws(StoreError) { try await store.withdrawPresence(of: agent) }
    func fleet() async throws(StoreError) -> Fleet { try await store.fleet() }
    func archive() async throws(StoreError) -> StoreArchive { try await store.archive() }
    func restore(_ archive: StoreArchive, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try await store.restore(archive, by: attribution)
    }
    func close() async { await store.close() }
}
