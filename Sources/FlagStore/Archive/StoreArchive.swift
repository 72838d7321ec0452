/// All of a namespace, to be kept elsewhere or made anew in another store: documents and tombstones, states, schedules,
/// the change log, and contents that it names. Proposals, presence and leases stay behind.
package struct StoreArchive: Sendable, Equatable {
    /// A body that was replaced, and when.
    package struct PastContent: Sendable, Equatable {
        package var document: DocumentID
        package var digest: String
        /// The revision that replaced it.
        package var replacedAt: UInt64
        package var body: [UInt8]

        package init(document: DocumentID, digest: String, replacedAt: UInt64, body: [UInt8]) {
            self.document = document
            self.digest = digest
            self.replacedAt = replacedAt
            self.body = body
        }
    }

    /// With tombstones: `load(since: 0)`.
    package var load: StoreLoad
    package var checkpoint: AuditChain.Checkpoint?
    /// Ascending.
    package var log: [ChangeRecord]
    /// Oldest replaced first.
    package var past: [PastContent]

    package init(
        load: StoreLoad, checkpoint: AuditChain.Checkpoint?, log: [ChangeRecord], past: [PastContent]
    ) {
        self.load = load
        self.checkpoint = checkpoint
        self.log = log
        self.past = past
    }
}
