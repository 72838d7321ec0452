package import FlagStore

/// Drops the records up to a checkpoint that somebody keeps elsewhere.
package struct TrimLog: Operation, PerformablePlan {
    package var checkpoint: AuditChain.Checkpoint

    package init(through checkpoint: AuditChain.Checkpoint) { self.checkpoint = checkpoint }

    package func plan(on store: any DocumentStore) async throws -> TrimLog { self }

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Receipt {
        try await store.trimLog(through: checkpoint, by: try await author.attribution(in: store))
    }
}
