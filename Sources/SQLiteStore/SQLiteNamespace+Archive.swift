import FlagModel
import FlagStore

extension SQLiteNamespace {
    func archive() throws -> StoreArchive {
        StoreArchive(
            load: try load(since: 0), checkpoint: try meta().checkpoint,
            log: try history(before: nil, limit: .max).reversed(), past: try pastContents())
    }

    func restore(_ archive: StoreArchive, by attribution: Attribution) throws -> Receipt {
        let isThere = try connection.first("SELECT 1 FROM namespaces WHERE namespace = ?1", .text(name)) { _ in true }
        if isThere != nil {
            if let receipt = try receipt(of: attribution.commitID, in: meta().lineage) { return receipt }
            throw StoreError(.held, "namespace \(name) is in the store already")
        }
        let lineage = archive.load.lineage
        let last = archive.log.last?.chain ?? archive.checkpoint?.chain ?? AuditChain.origin
        try connection.run(
            """
            INSERT INTO namespaces
                (namespace, store, epoch, adopted_epoch, revision, committed_at, unit_key, chain, records,
                checkpoint_revision, checkpoint_chain)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """, .text(name), .text(lineage.storeID), .integer(Int64(clamping: lineage.epoch) + 1),
            .integer(Int64(clamping: lineage.adoptedEpoch)), .integer(Int64(clamping: lineage.revision)),
            .integer(archive.load.committedAt), .blob(archive.load.unitKey), .text(last),
            .integer(Int64(archive.log.count)),
            SQLiteValue(archive.checkpoint.map { Int64(clamping: $0.revision) }),
            SQLiteValue(archive.checkpoint?.chain))
        for document in archive.load.documents { try store(document) }
        for stored in archive.load.states { try store(stored.state, revision: stored.revision) }
        for schedule in archive.load.schedules { try store(schedule) }
        for record in archive.log { try append(record) }
        for content in archive.past { try store(content) }
        try countPast()
        return try change(.restoration(of: archive, by: attribution), passesFullLog: true) { _ in true }
    }
}
