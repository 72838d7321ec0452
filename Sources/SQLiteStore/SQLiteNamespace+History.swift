import FlagModel
import FlagStore

extension SQLiteNamespace {
    /// Newest first.
    func history(before revision: UInt64?, limit: Int) throws -> [ChangeRecord] {
        _ = try meta()
        return try connection.rows(
            """
            SELECT revision, at, payload, digest, chain FROM log WHERE namespace = ?1 AND revision < ?2
            ORDER BY revision DESC LIMIT ?3
            """, .text(name), .integer(Int64(clamping: revision ?? .max)), .integer(Int64(max(limit, 0)))
        ) {
            ChangeRecord(
                revision: $0.revision(0), at: $0.integer(1), text: $0.blob(2), payloadDigest: $0.text(3),
                chain: $0.text(4))
        }
    }

    func trimLog(through checkpoint: AuditChain.Checkpoint, by attribution: Attribution) throws -> Receipt {
        try change(.trim(through: checkpoint, by: attribution), passesFullLog: true) { _ in
            let revision = SQLiteValue.integer(Int64(clamping: checkpoint.revision))
            let chain = try connection.first(
                "SELECT chain FROM log WHERE namespace = ?1 AND revision = ?2", .text(name), revision
            ) { $0.text(0) }
            guard chain == checkpoint.chain else {
                throw StoreError(
                    .conflict,
                    "the change log's record of revision \(checkpoint.revision) is gone, or is not the one exported")
            }
            try connection.run("DELETE FROM log WHERE namespace = ?1 AND revision <= ?2", .text(name), revision)
            try connection.run(
                """
                UPDATE namespaces SET checkpoint_revision = ?2, checkpoint_chain = ?3,
                    records = (SELECT count(*) FROM log WHERE namespace = ?1)
                WHERE namespace = ?1
                """, .text(name), revision, .text(checkpoint.chain))
            try dropPast(replacedUpTo: checkpoint.revision)
            return true
        }
    }
}
