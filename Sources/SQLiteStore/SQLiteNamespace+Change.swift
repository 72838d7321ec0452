// What every change has in common: its id, its fence, its place in the log, its record.

import FlagModel
import FlagStore

extension SQLiteNamespace {
    /// The moment at which a change takes effect.
    struct Moment {
        /// The revision that it will get.
        var revision: UInt64
        /// The store's clock, Unix milliseconds.
        var now: Int64
    }

    /// Runs `body`, which tells whether anything changed, once for each commit id.
    /// - Parameter passesFullLog: whether it is recorded though the log is full.
    func change(
        _ payload: ChangePayload, fence: Fence? = nil, passesFullLog: Bool = false, _ body: (Moment) throws -> Bool
    ) throws -> Receipt {
        let meta = try meta()
        if let receipt = try receipt(of: payload.attribution.commitID, in: meta.lineage) { return receipt }
        if let fence { try check(fence) }
        guard passesFullLog || meta.records < StoreLimits.logRecords else { throw StoreError.fullLog }
        let moment = Moment(revision: try nextRevision(after: meta.lineage), now: try now())
        let changed = try body(moment)
        if changed {
            try record(payload.text, digest: payload.digest, revision: moment.revision, at: moment.now)
        }
        return try remember(payload.attribution.commitID, at: moment.now, changed: changed)
    }

    /// Makes a revision.
    func record(_ payload: [UInt8], digest: String, revision: UInt64, at: Int64) throws {
        let meta = try meta()
        let chain = AuditChain.link(
            after: meta.chain, storeID: meta.lineage.storeID, revision: revision, at: at, payloadDigest: digest)
        try append(
            ChangeRecord(revision: revision, at: at, text: payload, payloadDigest: digest, chain: chain))
        try connection.run(
            """
            UPDATE namespaces SET revision = ?2, committed_at = ?3, chain = ?4, records = records + 1
            WHERE namespace = ?1
            """, .text(name), .integer(Int64(clamping: revision)), .integer(at), .text(chain))
    }

    func append(_ record: ChangeRecord) throws {
        try connection.run(
            "INSERT INTO log (namespace, revision, at, payload, digest, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            .text(name), .integer(Int64(clamping: record.revision)), .integer(record.at), .blob(record.text),
            .text(record.payloadDigest), .text(record.chain))
    }

    /// What a commit of this id was answered; `nil` where there was none.
    func receipt(of commitID: String, in lineage: Lineage) throws -> Receipt? {
        try connection.first(
            "SELECT revision, at, changed FROM commits WHERE namespace = ?1 AND id = ?2", .text(name), .text(commitID)
        ) {
            Receipt(
                lineage: Lineage(
                    storeID: lineage.storeID, epoch: lineage.epoch, revision: $0.revision(0),
                    adoptedEpoch: lineage.adoptedEpoch),
                at: $0.integer(1), changed: $0.integer(2) != 0)
        }
    }

    /// Keeps the receipt, so that a retry gets it.
    func remember(_ commitID: String, at: Int64, changed: Bool) throws -> Receipt {
        let lineage = try meta().lineage
        try connection.run(
            "INSERT INTO commits (namespace, id, revision, at, changed) VALUES (?1, ?2, ?3, ?4, ?5)", .text(name),
            .text(commitID), .integer(Int64(clamping: lineage.revision)), .integer(at), .integer(changed ? 1 : 0))
        try connection.run(
            "DELETE FROM commits WHERE namespace = ?1 AND at < ?2", .text(name),
            .integer(at - StoreLimits.commitMilliseconds))
        return Receipt(lineage: lineage, at: at, changed: changed)
    }
}
