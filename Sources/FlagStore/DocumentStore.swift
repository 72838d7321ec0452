// The narrow waist: everything people and agents change is a document in a namespace, and every change is one commit.

/// A versioned store of one namespace's documents. Another one is added by passing `StoreSuite`.
///
/// A commit is atomic, adds one record to the change log, and carries an id that makes a retry harmless. Its revision is
/// above every earlier one, those that agents have applied of this store before it went back included. All methods are safe to call concurrently and give up within the store's own timeout.
package protocol DocumentStore: Sendable {
    /// How messages name this store: `redis://host:6379`, `sqlite:/path`; never with a password.
    var location: String { get }
    var namespace: String { get }

    /// Makes the namespace (store id, unit key, revision 0) and loads what the store needs to run; harmless to repeat.
    func initialize() async throws(StoreError) -> Lineage
    func lineage() async throws(StoreError) -> Lineage
    /// Documents and states changed after `revision`; everything where it is `nil`.
    func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad
    /// All changes or none.
    ///
    /// - Parameter move: takes the state of one key to another, whose own must hold nothing back.
    func commit(
        _ changes: [DocumentChange], moving move: StateMove?, by attribution: Attribution
    ) async throws(StoreError) -> Receipt
    func apply(
        _ operation: StateOperation, to key: String, by attribution: Attribution
    ) async throws(StoreError) -> Receipt
    /// Begins a new epoch and marks it adopted: agents that saw the store go back take what it holds now. A commit.
    func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt
    /// The newest `limit` records, newest first.
    func history(limit: Int) async throws(StoreError) -> [ChangeRecord]

    /// Yields after something may have changed: a hint, coalesced, which may be lost; the poll is the truth. Ends when
    /// the consuming task is cancelled.
    func hints() -> AsyncStream<Void>

    /// Who the store takes its caller for.
    func actor() async throws(StoreError) -> String
    func announce(_ presence: Presence) async throws(StoreError)
    func withdrawPresence(of agent: String) async throws(StoreError)
    func fleet() async throws(StoreError) -> Fleet

    /// Releases connections and files. Nothing may be called afterwards.
    func close() async
}

extension DocumentStore {
    package func commit(
        _ changes: [DocumentChange], by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try await commit(changes, moving: nil, by: attribution)
    }
}
