import FlagModel
import FlagStore

extension SQLiteNamespace {
    func commit(_ commit: Commit, by attribution: Attribution) throws -> Receipt {
        let payload = commit.payload(by: attribution)
        return try change(payload, fence: commit.warrant.fence) { moment in
            if let proposal = commit.warrant.proposal {
                try checkApproval(of: proposal, for: commit.terms, now: moment.now)
            }
            let effective = try commit.changes.filter { try isEffective($0) }
            if let plan = commit.schedule, plan.purpose == .planned {
                for change in plan.changes { _ = try isEffective(change) }
            }
            // Others agree to what one person made of it: it stays, though nothing is written.
            let kept =
                commit.warrant.proposal == nil
                ? [] : try commit.changes.filter { try !effective.contains($0) && goesBack($0.id) }
            guard !effective.isEmpty || !kept.isEmpty || commit.schedule != nil || commit.cancels != nil else {
                return false
            }
            if let cancels = commit.cancels { try callOff(cancels) }
            for change in kept { try giveWay(to: change, isApproved: true) }
            for change in effective {
                try giveWay(to: change, isApproved: commit.warrant.proposal != nil)
                try put(change, at: moment)
            }
            if let move = commit.move { try self.move(move, revision: moment.revision) }
            if let schedule = commit.schedule { try add(schedule, now: moment.now) }
            try checkTotals()
            if let proposal = commit.warrant.proposal { try end(proposal, as: .applied, at: moment.now) }
            return true
        }
    }

    func adopt(by attribution: Attribution) throws -> Receipt {
        try change(.adoption(by: attribution)) { _ in
            try connection.run(
                "UPDATE namespaces SET epoch = epoch + 1, adopted_epoch = epoch + 1 WHERE namespace = ?1", .text(name))
            return true
        }
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
        if current?.body != change.body || (change.body != nil && current?.digests != change.digestText) { return true }
        return try change.erasesPast && keepsPast(of: change.id)
    }

    /// Makes a document what it becomes; what it was is kept for the log.
    func put(_ change: DocumentChange, at moment: Moment) throws {
        try reviveState(of: change, revision: moment.revision, now: moment.now)
        if change.erasesPast {
            try erasePast(of: change.id)
            try eraseProposals(of: change.id, at: moment.now)
        } else if let old = try liveBody(of: change.id), old != change.body {
            try keep(old, of: change.id, replacedAt: moment.revision)
        }
        try store(
            StoredDocument(
                id: change.id, revision: moment.revision, body: change.body, digests: change.digests,
                deletedAt: change.body == nil ? moment.now : nil))
    }

    func store(_ document: StoredDocument) throws {
        let digests = DocumentChange(id: document.id, expected: 0, body: document.body, digests: document.digests)
        try connection.run(
            """
            INSERT OR REPLACE INTO documents (namespace, kind, key, revision, body, digests, deleted_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """, .text(name), .text(document.id.kind), .text(document.id.key),
            .integer(Int64(clamping: document.revision)), SQLiteValue(document.body), .text(digests.digestText),
            SQLiteValue(document.deletedAt))
    }

    func liveBody(of id: DocumentID) throws -> [UInt8]? {
        try connection.first(
            "SELECT body FROM documents WHERE namespace = ?1 AND kind = ?2 AND key = ?3 AND body IS NOT NULL",
            .text(name), .text(id.kind), .text(id.key)
        ) { $0.blob(0) }
    }

    /// What falls due later counts already, so that there is room for it then.
    private func checkTotals() throws {
        let totals = try connection.first(
            """
            SELECT count(body), coalesce(sum(length(body)), 0)
                + (SELECT coalesce(sum(length(body)), 0) FROM scheduled_documents WHERE namespace = ?1)
            FROM documents WHERE namespace = ?1
            """, .text(name)
        ) { (documents: $0.integer(0), bytes: $0.integer(1)) }
        guard let totals, totals.documents <= StoreLimits.documents, totals.bytes <= StoreLimits.namespaceBytes else {
            throw StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.documents) documents and \(StoreLimits.namespaceBytes) bytes")
        }
    }
}
