import FlagModel
import FlagStore

extension SQLiteNamespace {
    func load(since revision: UInt64?) throws -> StoreLoad {
        let meta = try meta()
        var faults: [StoreLoad.Fault] = []
        return StoreLoad(
            lineage: meta.lineage, now: try now(), committedAt: meta.committedAt, unitKey: meta.unitKey,
            isComplete: revision == nil,
            documents: try documents(since: revision, faults: &faults),
            states: try states(since: revision, faults: &faults),
            schedules: try revision.map { $0 < meta.lineage.revision } ?? true ? schedules(faults: &faults) : [],
            faults: faults)
    }

    /// Those of these names that are live, and the states of their keys.
    func load(_ ids: [DocumentID]) throws -> StoreLoad {
        let meta = try meta()
        var faults: [StoreLoad.Fault] = []
        let named = JSONValue.array(ids.map { .string($0.description) }).canonicalText
        let keys = JSONValue.array(ids.map { .string($0.key) }).canonicalText
        return StoreLoad(
            lineage: meta.lineage, now: try now(), committedAt: meta.committedAt, unitKey: meta.unitKey,
            isComplete: false, documents: try documents(since: nil, named: named, faults: &faults),
            states: try states(since: nil, keys: keys, faults: &faults), faults: faults)
    }

    /// The same without documents.
    func restrictions(since revision: UInt64?) throws -> StoreLoad {
        let meta = try meta()
        var faults: [StoreLoad.Fault] = []
        let states = try states(since: revision, faults: &faults)
        return StoreLoad(
            lineage: meta.lineage, now: try now(), committedAt: meta.committedAt, unitKey: meta.unitKey,
            isComplete: revision == nil, documents: [], states: states, faults: faults)
    }

    /// Tombstones count only as changes: a complete load has no use for them.
    ///
    /// - Parameter named: only these, a JSON array of `kind/key`; `nil`: all.
    private func documents(
        since revision: UInt64?, named: String? = nil, faults: inout [StoreLoad.Fault]
    ) throws -> [StoredDocument] {
        let rows = try connection.rows(
            """
            SELECT kind, key, revision, CASE WHEN length(body) <= ?4 THEN body END,
                CASE WHEN length(digests) <= ?4 THEN digests ELSE '' END, deleted_at, length(body)
            FROM documents
            WHERE namespace = ?1 AND revision > ?2 AND (body IS NOT NULL OR ?3)
                AND (?5 IS NULL OR kind || '/' || key IN (SELECT value FROM json_each(?5)))
            ORDER BY kind, key
            """, .text(name), .integer(Int64(clamping: revision ?? 0)), .integer(revision == nil ? 0 : 1),
            .integer(Int64(StoreLimits.documentBytes)), SQLiteValue(named)
        ) {
            (
                StoredDocument(
                    id: DocumentID(kind: $0.text(0), key: $0.text(1)), revision: $0.revision(2),
                    body: $0.optionalBlob(3), deletedAt: $0.optionalInteger(5)),
                digests: $0.blob(4), length: $0.optionalInteger(6)
            )
        }
        return rows.compactMap { document, digests, length in
            var document = document
            if document.body == nil, let length {
                let reason = "\(length) bytes, more than a document may have"
                faults.append(StoreLoad.Fault(name: document.id.description, reason: reason))
                return nil
            }
            do {
                document.digests = try Self.digests(digests)
            } catch {
                faults.append(StoreLoad.Fault(name: document.id.description, reason: "digests: \(error)"))
            }
            return document
        }
    }

    /// - Parameter keys: only of these, a JSON array; `nil`: all.
    private func states(
        since revision: UInt64?, keys: String? = nil, faults: inout [StoreLoad.Fault]
    ) throws -> [StoredState] {
        let rows = try connection.rows(
            """
            SELECT key, revision, CASE WHEN length(CAST(body AS BLOB)) <= ?3 THEN body ELSE '' END
            FROM states
            WHERE namespace = ?1 AND revision > ?2 AND (?4 IS NULL OR key IN (SELECT value FROM json_each(?4)))
            ORDER BY key
            """, .text(name), .integer(Int64(clamping: revision ?? 0)), .integer(Int64(StoreLimits.restrictionBytes)),
            SQLiteValue(keys)
        ) { (key: $0.text(0), revision: $0.revision(1), body: $0.blob(2)) }
        return rows.compactMap { row in
            do {
                var found: [String] = []
                let state = try Self.state(row.body, faults: &found)
                faults += found.map { StoreLoad.Fault(name: "state/\(row.key)", reason: $0) }
                return StoredState(revision: row.revision, state: state)
            } catch {
                // What it restricts cannot be told: it restricts everything.
                faults.append(StoreLoad.Fault(name: "state/\(row.key)", reason: "\(error); it counts as killed"))
                return StoredState(revision: row.revision, state: Self.unreadable(row.key))
            }
        }
    }

    private static func unreadable(_ key: String) -> FeatureState {
        FeatureState(key: key, kill: FeatureState.Act(by: "", at: 0, reason: "cannot be read", source: ""))
    }

    /// A kill goes through whatever is stored: it restricts more than anything it could replace. So does lifting all of
    /// it. Every other operation needs to read the state first.
    func storedState(of key: String, for operation: StateOperation) throws -> StoredState? {
        let row = try connection.first(
            "SELECT revision, body FROM states WHERE namespace = ?1 AND key = ?2", .text(name), .text(key)
        ) { (revision: $0.revision(0), body: $0.blob(1)) }
        guard let row else { return nil }
        do {
            var faults: [String] = []
            return StoredState(revision: row.revision, state: try Self.state(row.body, faults: &faults))
        } catch {
            if operation == .kill { return StoredState(revision: row.revision, state: FeatureState(key: key)) }
            if case .restore(nil, _) = operation {
                return StoredState(revision: row.revision, state: Self.unreadable(key))
            }
            throw StoreError(.corrupt, "the state of \(key) cannot be read", underlying: error)
        }
    }

    /// Variant -> digest of the live spec; `nil` where there is none.
    func liveDigests(of key: String) throws -> [String: String]? {
        let text = try connection.first(
            """
            SELECT digests FROM documents
            WHERE namespace = ?1 AND kind = 'feature' AND key = ?2 AND body IS NOT NULL
            """, .text(name), .text(key)
        ) { $0.blob(0) }
        guard let text else { return nil }
        // Without digests every trip on a variant is stale; kills and withdrawals still work.
        return (try? Self.digests(text)) ?? [:]
    }

    func hasFlag(_ key: String) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM documents WHERE namespace = ?1 AND kind = 'flag' AND key = ?2 AND body IS NOT NULL
            """, .text(name), .text(key)
        ) { _ in true } ?? false
    }

    static func digests(_ text: [UInt8]) throws -> [String: String] {
        (try JSONValue.parse(text).object ?? [:]).compactMapValues(\.string)
    }

    private static func state(_ text: [UInt8], faults: inout [String]) throws -> FeatureState {
        try FeatureState(json: JSONValue.parse(text, limits: StoreLimits.state), faults: &faults)
    }
}
