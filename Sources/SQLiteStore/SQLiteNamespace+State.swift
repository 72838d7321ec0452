import FlagModel
import FlagStore

extension SQLiteNamespace {
    func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) throws -> Receipt {
        let payload = operation.payload(key: key, schedule: schedule, warrant: warrant, by: attribution)
        return try change(payload, fence: warrant.fence, passesFullLog: operation.restricts) { moment in
            if let proposal = warrant.proposal {
                try checkApproval(of: proposal, for: operation.terms(key: key), now: moment.now)
            }
            let state = try operation.applied(
                in: StateOperation.Context(
                    key: key, stored: storedState(of: key, for: operation), digests: liveDigests(of: key),
                    isFlag: hasFlag(key), hasStrays: fleet().strays(from: meta().lineage), next: moment.revision,
                    now: moment.now, attribution: attribution))
            guard let state else { return false }
            try store(state, revision: moment.revision)
            if let proposal = warrant.proposal {
                if case .restore(let variant, _) = operation { try callOffRestrictions(on: key, variant: variant) }
                try end(proposal, as: .applied, at: moment.now)
            }
            if let schedule { try add(schedule, now: moment.now) }
            return true
        }
    }

    func store(_ state: FeatureState, revision: UInt64) throws {
        try connection.run(
            "INSERT OR REPLACE INTO states (namespace, key, revision, body) VALUES (?1, ?2, ?3, ?4)", .text(name),
            .text(state.key), .integer(Int64(clamping: revision)), .text(state.json.canonicalText))
    }

    /// Where a change brings a deleted feature back, what is left of its state holds again.
    func reviveState(of change: DocumentChange, revision: UInt64, now: Int64) throws {
        guard change.id.kind == "feature", change.body != nil else { return }
        let tombstone = try connection.first(
            """
            SELECT deleted_at FROM documents
            WHERE namespace = ?1 AND kind = 'feature' AND key = ?2 AND body IS NULL
            """, .text(name), .text(change.id.key)
        ) { $0.optionalInteger(0) }
        guard let tombstone, let stored = try storedState(of: change.id.key, for: .rollback) else { return }
        let state = stored.state.returning(after: tombstone.map { now - $0 })
        if state != stored.state { try store(state, revision: revision) }
    }

    /// What schedules bring back on it moves along. The old key keeps an empty state, so that hosts hear of it.
    func move(_ move: StateMove, revision: UInt64) throws {
        if try storedState(of: move.to, for: .rollback)?.state.restricts == true {
            throw StoreError(.held, "a deleted feature \(move.to) left kills, withdrawals or trips behind")
        }
        try connection.run(
            "UPDATE scheduled_operations SET key = ?3 WHERE namespace = ?1 AND key = ?2", .text(name),
            .text(move.from), .text(move.to))
        guard var state = try storedState(of: move.from, for: .rollback)?.state else { return }
        state.key = move.to
        try store(state, revision: revision)
        try store(FeatureState(key: move.from), revision: revision)
    }
}
