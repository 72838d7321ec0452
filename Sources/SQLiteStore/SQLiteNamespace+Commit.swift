import FlagModel
import FlagStore

extension SQLiteNamespace {
    func commit(
        _ changes: [DocumentChange], moving move: StateMove?, by attribution: Attribution
    ) throws -> Receipt {
        var lineage = try meta().lineage
        if let receipt = try receipt(of: attribution.commitID, in: lineage) { return receipt }
        let effective = try changes.filter { try isEffective($0) }
        let next = try nextRevision(after: lineage)
        let now = try now()
        for change in effective {
            try reviveState(of: change, revision: next, now: now)
            try store(change, revision: next, now: now)
        }
        if let move, !effective.isEmpty { try self.move(move, revision: next) }
        try checkTotals()
        if !effective.isEmpty { lineage.revision = next }
        return try conclude(
            lineage, changes: effective.map(\.summary), evidence: .null, changed: !effective.isEmpty, at: now,
            by: attribution)
    }

    func apply(_ operation: StateOperation, to key: String, by attribution: Attribution) throws -> Receipt {
        var lineage = try meta().lineage
        if let receipt = try receipt(of: attribution.commitID, in: lineage) { return receipt }
        let next = try nextRevision(after: lineage)
        let now = try now()
        let state = try operation.applied(
            in: StateOperation.Context(
                key: key, stored: storedState(of: key, for: operation), digests: liveDigests(of: key),
                isFlag: hasFlag(key), next: next, now: now, attribution: attribution))
        if let state {
            lineage.revision = next
            try store(state, revision: next)
        }
        return try conclude(
            lineage, changes: [operation.summary(key: key)], evidence: operation.evidence, changed: state != nil,
            at: now, by: attribution)
    }

    func adopt(by attribution: Attribution) throws -> Receipt {
        var lineage = try meta().lineage
        if let receipt = try receipt(of: attribution.commitID, in: lineage) { return receipt }
        lineage.revision = try nextRevision(after: lineage)
        lineage.epoch += 1
        lineage.adoptedEpoch = lineage.epoch
        try connection.run(
            "UPDATE namespaces SET epoch = ?2, adopted_epoch = ?2 WHERE namespace = ?1", .text(name),
            .integer(Int64(clamping: lineage.epoch)))
        return try conclude(
            lineage, changes: ["adopt epoch \(lineage.epoch)"], evidence: .null, changed: true, at: now(),
            by: attribution)
    }

    /// Compares with what is stored: throws where it is not what the author saw, false where nothing would change.
    private func isEffective(_ change: DocumentChange) throws -> Bool {
        let current = try connection.first(
            "SELECT revision, body, digests FROM documents WHERE namespace = ?1 AND kind = ?2 AND key = ?3",
            .text(name), .text(change.id.kind), .text(change.id.key)
        ) { (revision: $0.revision(0), body: $0.optionalBlob(1), digests: $0.text(2)) }
        let revision = current?.body == nil ? 0 : current?.revision ?? 0
        guard revision == change.expected else {
            throw StoreError(.conflict, "\(change.id) is at revision \(revision), not \(change.expected)")
        }
        return current?.body != change.body || (change.body != nil && current?.digests != change.digestText)
    }

    private func store(_ change: DocumentChange, revision: UInt64, now: Int64) throws {
        try connection.run(
            """
            INSERT OR REPLACE INTO documents (namespace, kind, key, revision, body, digests, deleted_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """, .text(name), .text(change.id.kind), .text(change.id.key), .integer(Int64(clamping: revision)),
            change.body.map(SQLiteValue.blob) ?? .null, .text(change.body == nil ? "{}" : change.digestText),
            change.body == nil ? .integer(now) : .null)
    }

    private func checkTotals() throws {
        let totals = try connection.first(
            "SELECT count(body), coalesce(sum(length(body)), 0) FROM documents WHERE namespace = ?1", .text(name)
        ) { (documents: $0.integer(0), bytes: $0.integer(1)) }
        guard let totals, totals.documents <= StoreLimits.documents, totals.bytes <= StoreLimits.namespaceBytes else {
            throw StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.documents) documents and \(StoreLimits.namespaceBytes) bytes")
        }
    }

    private func receipt(of commitID: String, in lineage: Lineage) throws -> Receipt? {
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

    /// Counts the revision up, writes the log, and remembers the commit's id.
    private func conclude(
        _ lineage: Lineage, changes: [String], evidence: JSONValue, changed: Bool, at: Int64,
        by attribution: Attribution
    ) throws -> Receipt {
        let revision = SQLiteValue.integer(Int64(clamping: lineage.revision))
        if changed {
            try connection.run(
                "UPDATE namespaces SET revision = ?2, committed_at = ?3 WHERE namespace = ?1", .text(name), revision,
                .integer(at))
            try connection.run(
                """
                INSERT INTO log
                    (namespace, revision, at, commit_id, actor, on_behalf_of, reason, source, changes, evidence)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """, .text(name), revision, .integer(at), .text(attribution.commitID), .text(attribution.actor),
                attribution.onBehalfOf.map(SQLiteValue.text) ?? .null, .text(attribution.reason),
                .text(attribution.source), .text(JSONValue.array(changes.map(JSONValue.string)).canonicalText),
                .text(evidence.canonicalText))
            try connection.run(
                "DELETE FROM log WHERE namespace = ?1 AND revision <= ?2 - ?3", .text(name), revision,
                .integer(Int64(StoreLimits.logRecords)))
        }
        try connection.run(
            "INSERT INTO commits (namespace, id, revision, at, changed) VALUES (?1, ?2, ?3, ?4, ?5)", .text(name),
            .text(attribution.commitID), revision, .integer(at), .integer(changed ? 1 : 0))
        try connection.run(
            "DELETE FROM commits WHERE namespace = ?1 AND at < ?2", .text(name),
            .integer(at - StoreLimits.commitMilliseconds))
        return Receipt(lineage: lineage, at: at, changed: changed)
    }
}
