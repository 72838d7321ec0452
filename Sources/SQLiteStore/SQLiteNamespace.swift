import FlagModel
import FlagStore

/// One namespace's rows. Every method runs inside a transaction of its caller.
struct SQLiteNamespace {
    let name: String
    let connection: SQLiteConnection

    init(_ name: String, of connection: SQLiteConnection) {
        self.name = name
        self.connection = connection
    }

    struct Meta {
        var lineage: Lineage
        var committedAt: Int64
        var unitKey: [UInt8]
        /// Link of the last record of the change log.
        var chain: String
        /// How many records the change log has.
        var records: Int64
        var pastBytes: Int64
        var checkpoint: AuditChain.Checkpoint?
    }

    func initialize() throws -> Lineage {
        try connection.run(
            """
            INSERT INTO namespaces (namespace, store, epoch, adopted_epoch, revision, committed_at, unit_key)
            VALUES (?1, lower(hex(randomblob(16))), 1, 0, 0, 0, randomblob(16))
            ON CONFLICT (namespace) DO NOTHING
            """, .text(name))
        return try meta().lineage
    }

    /// A revision that is none, or beyond what counts exactly, stops nobody: it is then the last that anything has.
    func meta() throws -> Meta {
        var meta = try connection.first(
            """
            SELECT store, epoch, revision, adopted_epoch, committed_at, unit_key, chain, records, past_bytes,
                checkpoint_revision, checkpoint_chain
            FROM namespaces WHERE namespace = ?1
            """, .text(name)
        ) { row in
            Meta(
                lineage: Lineage(
                    storeID: row.text(0), epoch: row.revision(1), revision: row.revision(2),
                    adoptedEpoch: row.revision(3)),
                committedAt: row.integer(4), unitKey: row.blob(5), chain: row.text(6), records: row.integer(7),
                pastBytes: row.integer(8),
                checkpoint: row.optionalText(10).map {
                    AuditChain.Checkpoint(revision: row.revision(9), chain: $0)
                })
        }
        if let revision = meta?.lineage.revision, revision > Self.highestRevision {
            meta?.lineage.revision = try lastRevision()
        }
        guard let meta else {
            throw StoreError(.uninitialised, "namespace \(name) is not in the store; run `flagpost store init`")
        }
        return meta
    }

    /// The revision of the next commit: also above those that agents have applied, if the file is an older copy.
    func nextRevision(after lineage: Lineage) throws -> UInt64 {
        let applied = try connection.first(
            """
            SELECT max(CASE WHEN json_valid(body) AND json_extract(body, '$.store') = ?2
                AND json_extract(body, '$.revision') < ?3 THEN json_extract(body, '$.revision') END)
            FROM presence WHERE namespace = ?1 AND length(body) <= ?4
            """, .text(name), .text(lineage.storeID), .integer(StoreLimits.revision),
            .integer(Int64(StoreLimits.presenceBytes))
        ) { $0.revision(0) }
        return max(lineage.revision, applied ?? 0, try lastRecord()) + 1
    }

    private static let highestRevision: UInt64 = 1 << 53 - 1

    private func lastRevision() throws -> UInt64 {
        try max(lastRecord(), newest(in: "documents"), newest(in: "states"))
    }

    private func lastRecord() throws -> UInt64 { try newest(in: "log") }

    private func newest(in table: String) throws -> UInt64 {
        try connection.first(
            "SELECT max(revision) FROM \(table) WHERE namespace = ?1 AND revision <= ?2", .text(name),
            .integer(Int64(Self.highestRevision))
        ) { $0.revision(0) } ?? 0
    }

    /// The store's clock, Unix milliseconds.
    func now() throws -> Int64 {
        try connection.first("SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)") {
            $0.integer(0)
        } ?? 0
    }
}
