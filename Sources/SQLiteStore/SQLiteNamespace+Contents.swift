// Bodies by digest: those in force, those that are scheduled, and those that were replaced.

import FlagModel
import FlagStore

extension SQLiteNamespace {
    func contents(_ references: [ContentReference]) throws -> [String: [UInt8]] {
        _ = try meta()
        var found: [String: [UInt8]] = [:]
        for reference in references where found[reference.digest] == nil {
            found[reference.digest] = try content(reference)
        }
        return found
    }

    private func content(_ reference: ContentReference) throws -> [UInt8]? {
        let id = reference.document
        let past = try connection.first(
            "SELECT body FROM past WHERE namespace = ?1 AND kind = ?2 AND key = ?3 AND digest = ?4", .text(name),
            .text(id.kind), .text(id.key), .text(reference.digest)
        ) { $0.blob(0) }
        if let past { return past }
        for body in [try liveBody(of: id), try scheduled(id)?.body] {
            if let body, Digest.hexadecimal(of: body) == reference.digest { return body }
        }
        return nil
    }

    /// Keeps what was replaced, for as long as there is room.
    func keep(_ body: [UInt8], of id: DocumentID, replacedAt revision: UInt64) throws {
        let digest = Digest.hexadecimal(of: body)
        if try !keepsPast(of: id, digest: digest) { try countPast(adding: Int64(body.count)) }
        try store(StoreArchive.PastContent(document: id, digest: digest, replacedAt: revision, body: body))
        while try meta().pastBytes > StoreLimits.pastBytes, let oldest = try oldestPast() {
            try connection.run("DELETE FROM past WHERE rowid = ?1", .integer(oldest.row))
            try countPast(adding: -oldest.bytes)
        }
    }

    private func oldestPast() throws -> (row: Int64, bytes: Int64)? {
        try connection.first(
            "SELECT rowid, length(body) FROM past WHERE namespace = ?1 ORDER BY replaced_at, rowid LIMIT 1", .text(name)
        ) { ($0.integer(0), $0.integer(1)) }
    }

    private func countPast(adding bytes: Int64) throws {
        try connection.run(
            "UPDATE namespaces SET past_bytes = past_bytes + ?2 WHERE namespace = ?1", .text(name), .integer(bytes))
    }

    /// Counts anew.
    func countPast() throws {
        try connection.run(
            """
            UPDATE namespaces
            SET past_bytes = (SELECT coalesce(sum(length(body)), 0) FROM past WHERE namespace = ?1)
            WHERE namespace = ?1
            """, .text(name))
    }

    func store(_ past: StoreArchive.PastContent) throws {
        try connection.run(
            """
            INSERT INTO past (namespace, kind, key, digest, replaced_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (namespace, kind, key, digest) DO UPDATE SET replaced_at = excluded.replaced_at
            """, .text(name), .text(past.document.kind), .text(past.document.key), .text(past.digest),
            .integer(Int64(clamping: past.replacedAt)), .blob(past.body))
    }

    /// - Parameter digest: of the body; `nil` for any.
    func keepsPast(of id: DocumentID, digest: String? = nil) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM past
            WHERE namespace = ?1 AND kind = ?2 AND key = ?3 AND digest = coalesce(?4, digest) LIMIT 1
            """, .text(name), .text(id.kind), .text(id.key), SQLiteValue(digest)
        ) { _ in true } ?? false
    }

    func erasePast(of id: DocumentID) throws {
        try connection.run(
            "DELETE FROM past WHERE namespace = ?1 AND kind = ?2 AND key = ?3", .text(name), .text(id.kind),
            .text(id.key))
        try countPast()
    }

    func dropPast(replacedUpTo revision: UInt64) throws {
        try connection.run(
            "DELETE FROM past WHERE namespace = ?1 AND replaced_at <= ?2", .text(name),
            .integer(Int64(clamping: revision)))
        try countPast()
    }

    /// Oldest replaced first.
    func pastContents() throws -> [StoreArchive.PastContent] {
        try connection.rows(
            """
            SELECT kind, key, digest, replaced_at, body FROM past WHERE namespace = ?1
            ORDER BY replaced_at, digest, kind || '/' || key
            """, .text(name)
        ) {
            StoreArchive.PastContent(
                document: DocumentID(kind: $0.text(0), key: $0.text(1)), digest: $0.text(2),
                replacedAt: $0.revision(3), body: $0.blob(4))
        }
    }
}
