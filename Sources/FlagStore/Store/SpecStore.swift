/// Documents, and the state that operations change.
package protocol SpecStore: NamespaceStore {
    func lineage() async throws(StoreError) -> Lineage
    /// Documents and states changed after `revision`; everything where it is `nil`. Since 0: everything, and tombstones.
    /// What cannot be written to says so in the answer (`StoreLoad.doubt`), unless nobody could write past it either.
    func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad
    /// The documents of these names that are live, and the states of their keys: at most 100 names. What restricts reads
    /// no more than this. An answer without `schedules`, and never complete.
    func load(_ ids: [DocumentID]) async throws(StoreError) -> StoreLoad
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

    /// Yields after something may have changed: a hint, coalesced, which may be lost; the poll is the truth. Ends when
    /// the consuming task is cancelled.
    func hints() -> AsyncStream<Hint>
}

extension SpecStore {
    /// The store's clock, Unix milliseconds.
    package func now() async throws(StoreError) -> Int64 {
        // Of what nothing was committed after, nothing comes.
        try await load(since: try await lineage().revision).now
    }

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
}
