import FlagModel
import FlagStore

extension SQLiteNamespace {
    func history(limit: Int) throws -> [ChangeRecord] {
        _ = try meta()
        return try connection.rows(
            """
            SELECT revision, at, commit_id, actor, on_behalf_of, reason, source, changes, evidence FROM log
            WHERE namespace = ?1 ORDER BY revision DESC LIMIT ?2
            """, .text(name), .integer(Int64(max(limit, 0)))
        ) {
            ChangeRecord(
                revision: $0.revision(0), at: $0.integer(1),
                payload: ChangePayload(
                    attribution: Attribution(
                        commitID: $0.text(2), actor: $0.text(3), onBehalfOf: $0.optionalText(4), reason: $0.text(5),
                        source: $0.text(6)),
                    changes: ((try? JSONValue.parse($0.blob(7)))?.array ?? []).compactMap(\.string).map {
                        ChangeRecord.Change(summary: $0)
                    },
                    evidence: (try? JSONValue.parse($0.blob(8))) ?? .null),
                payloadDigest: "", chain: "")
        }
    }
}
