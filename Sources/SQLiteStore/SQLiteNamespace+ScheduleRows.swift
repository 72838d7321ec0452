// How schedules lie in the tables: a row for each, one for each of its documents, one for each of its restrictions.

import FlagModel
import FlagStore

extension SQLiteNamespace {
    /// What a document is scheduled to become.
    struct ScheduledDocument {
        var schedule: String
        var body: [UInt8]?
    }

    /// In the order of their times.
    func schedules(faults: inout [StoreLoad.Fault]) throws -> [Schedule] {
        let rows = try connection.rows(
            "SELECT id, at, purpose, payload FROM schedules WHERE namespace = ?1 ORDER BY at, id", .text(name)
        ) { (id: $0.text(0), at: $0.integer(1), purpose: $0.text(2), payload: $0.blob(3)) }
        var schedules: [Schedule] = []
        for row in rows {
            guard let purpose = Schedule.Purpose(rawValue: row.purpose),
                let payload = (try? JSONValue.parse(row.payload)).map(ChangePayload.init(json:))
            else {
                faults.append(StoreLoad.Fault(name: "schedule/\(row.id)", reason: "cannot be read"))
                continue
            }
            schedules.append(
                Schedule(
                    id: row.id, at: row.at, purpose: purpose, changes: try scheduledChanges(of: row.id),
                    operations: try scheduledOperations(of: row.id),
                    attribution: payload.attribution, proposal: payload.proposal))
        }
        return schedules
    }

    func scheduledChanges(of schedule: String) throws -> [DocumentChange] {
        try connection.rows(
            """
            SELECT kind, key, expected, body, digests FROM scheduled_documents
            WHERE namespace = ?1 AND schedule = ?2 ORDER BY kind || '/' || key
            """, .text(name), .text(schedule)
        ) {
            DocumentChange(
                id: DocumentID(kind: $0.text(0), key: $0.text(1)), expected: $0.revision(2), body: $0.optionalBlob(3),
                digests: (try? Self.digests($0.blob(4))) ?? [:])
        }
    }

    func scheduledOperations(of schedule: String) throws -> [Schedule.Operation] {
        try connection.rows(
            """
            SELECT key, variant, digest FROM scheduled_operations
            WHERE namespace = ?1 AND schedule = ?2 ORDER BY position
            """, .text(name), .text(schedule)
        ) { row in
            let operation = row.optionalText(1).map { StateOperation.withdraw(variant: $0, digest: row.text(2)) }
            return Schedule.Operation(operation ?? .kill, on: row.text(0))
        }
    }

    func scheduled(_ id: DocumentID) throws -> ScheduledDocument? {
        try connection.first(
            "SELECT schedule, body FROM scheduled_documents WHERE namespace = ?1 AND kind = ?2 AND key = ?3",
            .text(name), .text(id.kind), .text(id.key)
        ) { ScheduledDocument(schedule: $0.text(0), body: $0.optionalBlob(1)) }
    }

    /// `nil` where there is no such schedule. One whose purpose cannot be read holds as fast as any.
    func purpose(of schedule: String) throws -> Schedule.Purpose? {
        try connection.first(
            "SELECT purpose FROM schedules WHERE namespace = ?1 AND id = ?2", .text(name), .text(schedule)
        ) { Schedule.Purpose(rawValue: $0.text(0)) ?? .breakGlass }
    }

    func store(_ schedule: Schedule) throws {
        try connection.run(
            "INSERT INTO schedules (namespace, id, at, purpose, payload) VALUES (?1, ?2, ?3, ?4, ?5)", .text(name),
            .text(schedule.id), .integer(schedule.at), .text(schedule.purpose.rawValue), .blob(schedule.payload.text))
        for change in schedule.changes {
            try connection.run(
                """
                INSERT INTO scheduled_documents (namespace, kind, key, schedule, expected, body, digests)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """, .text(name), .text(change.id.kind), .text(change.id.key), .text(schedule.id),
                .integer(Int64(clamping: change.expected)), SQLiteValue(change.body), .text(change.digestText))
        }
        for (position, item) in schedule.operations.enumerated() {
            var withdrawal: (variant: String?, digest: String) = (nil, "")
            if case .withdraw(let variant, let digest) = item.operation { withdrawal = (variant, digest) }
            try connection.run(
                """
                INSERT INTO scheduled_operations (namespace, schedule, position, key, variant, digest)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """, .text(name), .text(schedule.id), .integer(Int64(position)), .text(item.key),
                SQLiteValue(withdrawal.variant), .text(withdrawal.digest))
        }
    }

    func drop(_ schedule: String) throws {
        try connection.run("DELETE FROM schedules WHERE namespace = ?1 AND id = ?2", .text(name), .text(schedule))
        for table in ["scheduled_documents", "scheduled_operations"] {
            try connection.run(
                "DELETE FROM \(table) WHERE namespace = ?1 AND schedule = ?2", .text(name), .text(schedule))
        }
    }

    /// A schedule that is left with nothing to do is gone.
    func dropIfEmpty(_ schedule: String) throws {
        try connection.run(
            """
            DELETE FROM schedules WHERE namespace = ?1 AND id = ?2
                AND NOT EXISTS (SELECT 1 FROM scheduled_documents WHERE namespace = ?1 AND schedule = ?2)
                AND NOT EXISTS (SELECT 1 FROM scheduled_operations WHERE namespace = ?1 AND schedule = ?2)
            """, .text(name), .text(schedule))
    }
}
