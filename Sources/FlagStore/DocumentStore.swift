// The narrow waist: everything people and agents change is a document in a namespace, and every change is one commit.

/// A versioned store of one namespace's documents. Another one is added by passing `StoreSuite`.
///
/// A commit is atomic, adds one record to the change log, and carries an id that makes a retry harmless. Its revision
/// is above every earlier one, those that agents have applied of this store before it went back included. What has
/// fallen due takes effect before it, also where it is refused. All methods are safe to call concurrently and give up
/// within the store's own timeout.
package protocol DocumentStore: Sendable {
    /// How messages name this store: `redis://host:6379`, `sqlite:/path`; never with a password.
    var location: String { get }
    var namespace: String { get }

    /// Makes the namespace (store id, unit key, revision 0) and loads what the store needs to run; harmless to repeat.
    func initialize() async throws(StoreError) -> Lineage
    func lineage() async throws(StoreError) -> Lineage
    /// Documents and states changed after `revision`; everything where it is `nil`. Since 0: everything, and tombstones.
    /// What cannot be written to says so in the answer (`StoreLoad.doubt`), unless nobody could write past it either.
    func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad
    /// All of it or nothing.
    func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// - Parameter schedule: of purpose `breakGlass`: what comes back by itself where one person widened alone.
    func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) async throws(StoreError) -> Receipt
    /// Begins a new epoch and marks it adopted: agents that saw the store go back take what it holds now. A commit.
    func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt

    /// What restricts, and was changed after `revision`: a load without documents, within a bound of its own, so that
    /// nothing else in the store can keep it back. `nil` where the store has no such answer.
    func restrictions(since revision: UInt64?) async throws(StoreError) -> StoreLoad?

    /// At most `limit` records, newest first, those before `revision` where it is not `nil`.
    func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord]
    /// Bodies by digest, as far as they are still kept: what was redacted, or replaced long ago, is left out.
    func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]]
    /// Where the kept log begins: the record that was trimmed last. `nil`: with the first one.
    func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint?
    /// Drops the records up to a checkpoint that somebody keeps elsewhere, and the contents that were replaced by then.
    /// Refused with `conflict` where the log's link at that revision is another. A commit, and the only one beside
    /// restrictions that a full log takes.
    func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt

    /// Puts a proposal up, or a new form of one's own that is open or expired; a name that ended is refused with
    /// `not-approved`, another's name with `refused`. A commit.
    func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// Approves or rejects; each person's last word counts. Refused with `not-approved` for its own author and where it
    /// ended or expired, `stale` where it was edited since, `unknown-key` where there is none. A commit.
    func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// Takes one's own proposal back. A commit.
    func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt
    /// Those that are open, and those that ended within 30 days.
    func proposals() async throws(StoreError) -> [StoredProposal]

    /// Takes the lease under a new token, or renews it for its holder; otherwise says who has it. No commit.
    func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease
    /// Gives it up where it is still one's own.
    func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError)

    /// Yields after something may have changed: a hint, coalesced, which may be lost; the poll is the truth. Ends when
    /// the consuming task is cancelled.
    func hints() -> AsyncStream<Hint>

    /// Who the store takes its caller for.
    func actor() async throws(StoreError) -> String
    /// Also lets take effect what has fallen due.
    ///
    /// - Parameter claim: by which the store tells two agents of one id apart; `nil`: nobody is told apart. Refused with
    ///   `held` where another agent has announced itself under this id lately.
    func announce(_ presence: Presence, as claim: AgentClaim?) async throws(StoreError)
    func withdrawPresence(of agent: String) async throws(StoreError)
    func fleet() async throws(StoreError) -> Fleet

    /// Everything, as of one revision. `load.now` and `load.committedAt` are those of that moment.
    func archive() async throws(StoreError) -> StoreArchive
    /// Makes the namespace anew of an archive, as the same store in a later epoch; refused with `held` where it exists.
    func restore(_ archive: StoreArchive, by attribution: Attribution) async throws(StoreError) -> Receipt

    /// Releases connections and files. Nothing may be called afterwards.
    func close() async
}

/// A body of a document, by what it is.
package struct ContentReference: Sendable, Hashable {
    package var document: DocumentID
    /// SHA-256 in hexadecimal.
    package var digest: String

    package init(document: DocumentID, digest: String) {
        self.document = document
        self.digest = digest
    }
}

extension DocumentStore {
    package func commit(
        _ changes: [DocumentChange], moving move: StateMove? = nil, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await commit(Commit(changes, moving: move), by: attribution)
    }

    package func apply(
        _ operation: StateOperation, to key: String, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await apply(operation, to: key, schedule: nil, warrant: Warrant(), by: attribution)
    }

    package func announce(_ presence: Presence) async throws(StoreError) { try await announce(presence, as: nil) }

    package func history(limit: Int) async throws(StoreError) -> [ChangeRecord] {
        try await history(before: nil, limit: limit)
    }
}
