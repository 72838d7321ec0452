// Files of older layouts, brought up to this one within the transaction of the caller.

import FlagModel
import FlagStore

enum SQLiteMigration {
    /// Makes the next layout of `version`; `nil` where no migration begins at it.
    static func step(from version: Int64) -> ((SQLiteConnection) throws -> Void)? {
        switch version {
        case 1:
            {
                try $0.execute("ALTER TABLE documents ADD COLUMN deleted_at INTEGER; \(SQLiteSchema.usage)")
                try $0.execute("PRAGMA user_version = 2")
            }
        case 2:
            {
                let columns = SQLiteSchema.ofTheLog.map { "ALTER TABLE namespaces ADD COLUMN \($0);" }
                try $0.execute("ALTER TABLE log RENAME TO earlier_log; " + columns.joined(separator: " "))
                try $0.execute(SQLiteSchema.log + SQLiteSchema.waiting)
                try chainLog(in: $0)
                try $0.execute("DROP TABLE earlier_log; PRAGMA user_version = 3")
            }
        default: nil
        }
    }

    /// What earlier versions logged was not chained: it is from here on.
    private static func chainLog(in connection: SQLiteConnection) throws {
        for name in try connection.rows("SELECT namespace FROM namespaces", read: { $0.text(0) }) {
            let namespace = SQLiteNamespace(name, of: connection)
            var last: UInt64 = 0
            while true {
                let page = try earlierRecords(of: name, after: last, in: connection)
                guard let end = page.last?.revision else { break }
                for record in page {
                    try namespace.record(
                        record.payload.text, digest: record.payload.digest, revision: record.revision, at: record.at)
                }
                last = end
            }
        }
    }

    private struct Record {
        var revision: UInt64
        var at: Int64
        var payload: ChangePayload
    }

    /// A page at a time: a log may be larger than what one wants in memory.
    private static func earlierRecords(
        of namespace: String, after revision: UInt64, in connection: SQLiteConnection
    ) throws -> [Record] {
        try connection.rows(
            """
            SELECT revision, at, commit_id, actor, on_behalf_of, reason, source, changes, evidence FROM earlier_log
            WHERE namespace = ?1 AND revision > ?2 ORDER BY revision LIMIT 1000
            """, .text(namespace), .integer(Int64(clamping: revision))
        ) {
            Record(
                revision: $0.revision(0), at: $0.integer(1),
                payload: ChangePayload(
                    attribution: Attribution(
                        commitID: $0.text(2), actor: $0.text(3), onBehalfOf: $0.optionalText(4), reason: $0.text(5),
                        source: $0.text(6)),
                    changes: ((try? JSONValue.parse($0.blob(7)))?.array ?? []).compactMap(\.string).map {
                        LoggedChange(sentence: $0)
                    },
                    evidence: (try? JSONValue.parse($0.blob(8))) ?? .null))
        }
    }
}
