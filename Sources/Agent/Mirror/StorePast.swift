import FlagStore

/// What the store's log says of revisions that this host has been at. Looked at only when something has changed.
struct StorePast {
    /// The link of the chain at the revision that was loaded.
    var link: AuditChain.Checkpoint?
    /// Whether the log says of the revision applied here what it did then; `nil`: nobody can tell.
    var agrees: Bool?

    /// One request brings both links where so few commits lie between them.
    private static let records: UInt64 = 32

    /// A log that cannot be read holds nothing up: without it, the counter alone tells that a store went back.
    static func read(_ store: any DocumentStore, loaded: Lineage, mirror: SharedMirror) async -> StorePast {
        let own = mirror.read { mirror in
            let isCompared = mirror.rewind.map { $0.found == nil } ?? true
            return isCompared && loaded.continues(mirror.lineage ?? loaded) ? mirror.link : nil
        }
        let gap = own.map { loaded.revision - $0.revision } ?? 0
        let newest = await Self.records(of: store, upTo: loaded.revision, limit: Int(min(gap, Self.records - 1)) + 1)
        var past = StorePast()
        if let last = newest.first, last.revision == loaded.revision, !last.chain.isEmpty {
            past.link = AuditChain.Checkpoint(revision: last.revision, chain: last.chain)
        }
        guard let own else { return past }
        var record = newest.first { $0.revision <= own.revision }
        if record == nil { record = await Self.records(of: store, upTo: own.revision, limit: 1).first }
        // Where it was trimmed, nobody can tell.
        if let record { past.agrees = mirror.read { $0.agrees(with: record) } }
        return past
    }

    private static func records(of store: any DocumentStore, upTo revision: UInt64, limit: Int) async -> [ChangeRecord]
    {
        do throws(StoreError) {
            return try await store.history(before: revision + 1, limit: limit)
        } catch {
            return []
        }
    }
}
