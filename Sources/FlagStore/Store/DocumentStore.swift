// The narrow waist: everything people and agents change is a document in a namespace, and every change is one commit.

/// A versioned store of one namespace's documents. Another one is added by passing `StoreSuite`; `MemoryStore` is the
/// reference.
///
/// A commit is atomic, adds one record to the change log, and carries an id that makes a retry harmless. Its revision
/// is above every earlier one, those that agents have applied of this store before it went back included. What has
/// fallen due takes effect before it, also where it is refused. All methods are safe to call concurrently and give up
/// within the store's own timeout.
package protocol DocumentStore: SpecStore, ChangeLogStore, ApprovalStore, FleetStore, LeaseStore, ArchiveStore {
    /// Makes the namespace (store id, unit key, revision 0) and loads what the store needs to run; harmless to repeat.
    func initialize() async throws(StoreError) -> Lineage

    /// Releases connections and files. Nothing may be called afterwards.
    func close() async
}

/// One namespace in some store.
package protocol NamespaceStore: Sendable {
    /// How messages name this store: `redis://host:6379`, `sqlite:/path`; never with a password.
    var location: String { get }
    var namespace: String { get }

    /// Who the store takes its caller for.
    func actor() async throws(StoreError) -> String
}
