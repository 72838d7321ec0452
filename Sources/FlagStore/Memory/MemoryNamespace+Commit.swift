import FlagModel

extension MemoryNamespace {
    mutating func commit(_ commit: Commit, by attribution: Attribution, now: Int64) throws(StoreError) -> Receipt {
        try change(commit.payload(by: attribution), fence: commit.warrant.fence, now: now) {
            (rows, moment) throws(StoreError) in
            try rows.carryOut(commit, at: moment)
        }
    }

    private mutating func carryOut(_ commit: Commit, at moment: MemoryMoment) throws(StoreError) -> Bool {
        let proposal = commit.warrant.proposal
        if let proposal { try checkApproval(of: proposal, for: commit.terms, now: moment.now) }
        var effective: [DocumentChange] = []
        var kept: [DocumentChange] = []
        for change in commit.changes {
            if try isEffective(change) {
                effective.append(change)
            } else if proposal != nil, goesBack(change.id) {
                // Others agree to what one person made of it: it stays, though nothing is written.
                kept.append(change)
            }
        }
        if let plan = commit.schedule, plan.purpose == .planned {
            for change in plan.changes { _ = try isEffective(change) }
        }
        guard !effective.isEmpty || !kept.isEmpty || commit.schedule != nil || commit.cancels != nil else {
            return false
        }
        if let cancels = commit.cancels { try callOff(cancels) }
        for change in kept { try giveWay(to: change, isApproved: true) }
        for change in effective {
            try giveWay(to: change, isApproved: proposal != nil)
            put(change, at: moment)
        }
        if let move = commit.move { try self.move(move, at: moment) }
        if let schedule = commit.schedule { try add(schedule, now: moment.now) }
        try checkTotals()
        if let proposal { end(proposal, as: .applied, at: moment.now) }
        return true
    }

    /// Compares with what is stored: throws if it is not what the author saw, false if nothing would change.
    private func isEffective(_ change: DocumentChange) throws(StoreError) -> Bool {
        let current = documents[change.id]
        let revision = current?.body == nil ? 0 : current?.revision ?? 0
        guard revision == change.expected else {
            throw StoreError(.conflict, "\(change.id) is at revision \(revision), not \(change.expected)")
        }
        if current?.body != change.body || (change.body != nil && current?.digests != change.digests) { return true }
        return change.erasesPast && past.contains { $0.document == change.id }
    }

    /// Makes a document what it becomes; what it was is kept for the log.
    mutating func put(_ change: DocumentChange, at moment: MemoryMoment) {
        revive(change, at: moment)
        if change.erasesPast {
            past.removeAll { $0.document == change.id }
            eraseProposals(of: change.id, at: moment.now)
        } else if let old = liveBody(of: change.id), old != change.body {
            keep(old, of: change.id, replacedAt: moment.revision)
        }
        documents[change.id] = StoredDocument(
            id: change.id, revision: moment.revision, body: change.body,
            digests: change.body == nil ? [:] : change.digests, deletedAt: change.body == nil ? moment.now : nil)
    }

    /// If a change brings a deleted feature back, what is left of its state holds again.
    private mutating func revive(_ change: DocumentChange, at moment: MemoryMoment) {
        guard change.id.kind == DocumentKind.feature.rawValue, change.body != nil, let tombstone = documents[change.id],
            tombstone.body == nil, let stored = states[change.id.key]
        else { return }
        let state = stored.state.returning(after: tombstone.deletedAt.map { moment.now - $0 })
        if state != stored.state { states[state.key] = StoredState(revision: moment.revision, state: state) }
    }

    private mutating func keep(_ body: [UInt8], of id: DocumentID, replacedAt revision: UInt64) {
        let digest = Digest.hexadecimal(of: body)
        past.removeAll { $0.document == id && $0.digest == digest }
        past.append(StoreArchive.PastContent(document: id, digest: digest, replacedAt: revision, body: body))
        past.sort {
            ($0.replacedAt, $0.digest, $0.document.description) < ($1.replacedAt, $1.digest, $1.document.description)
        }
        var bytes = past.reduce(0) { $0 + $1.body.count }
        while bytes > StoreLimits.pastBytes, let oldest = past.first {
            bytes -= oldest.body.count
            past.removeFirst()
        }
    }

    /// What schedules bring back on it moves along. The old key keeps an empty state, so that hosts hear of it.
    private mutating func move(_ move: StateMove, at moment: MemoryMoment) throws(StoreError) {
        if states[move.to]?.state.restricts == true {
            throw StoreError(.held, "a deleted feature \(move.to) left kills, withdrawals or trips behind")
        }
        for (id, var schedule) in schedules {
            for index in schedule.operations.indices where schedule.operations[index].key == move.from {
                schedule.operations[index].key = move.to
            }
            schedules[id] = schedule
        }
        guard var state = states[move.from]?.state else { return }
        state.key = move.to
        states[move.to] = StoredState(revision: moment.revision, state: state)
        states[move.from] = StoredState(revision: moment.revision, state: FeatureState(key: move.from))
    }

    /// What falls due later counts already, so that there is room for it then.
    private func checkTotals() throws(StoreError) {
        let live = documents.values.compactMap(\.body)
        let waiting = schedules.values.flatMap(\.changes).compactMap(\.body)
        guard live.count <= StoreLimits.documents,
            (live + waiting).reduce(0, { $0 + $1.count }) <= StoreLimits.namespaceBytes
        else {
            throw StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.documents) documents and \(StoreLimits.namespaceBytes) bytes")
        }
    }
}

extension MemoryNamespace {
    mutating func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant,
        by attribution: Attribution, now: Int64
    ) throws(StoreError) -> Receipt {
        let payload = operation.payload(key: key, schedule: schedule, warrant: warrant, by: attribution)
        return try change(payload, fence: warrant.fence, passesFullLog: operation.restricts, now: now) {
            (rows, moment) throws(StoreError) in
            if let proposal = warrant.proposal {
                try rows.checkApproval(of: proposal, for: operation.terms(key: key), now: moment.now)
            }
            let document = rows.documents[DocumentID(kind: DocumentKind.feature.rawValue, key: key)]
            let state = try operation.applied(
                in: StateOperation.Context(
                    key: key, stored: rows.states[key], digests: document?.body == nil ? nil : document?.digests,
                    isFlag: rows.liveBody(of: DocumentID(kind: DocumentKind.flag.rawValue, key: key)) != nil,
                    hasStrays: rows.fleet(now: moment.now).strays(from: rows.lineage), next: moment.revision,
                    now: moment.now, attribution: attribution))
            guard let state else { return false }
            rows.states[key] = StoredState(revision: moment.revision, state: state)
            if let proposal = warrant.proposal {
                if case .restore(let variant, _) = operation { rows.callOffRestrictions(on: key, variant: variant) }
                rows.end(proposal, as: .applied, at: moment.now)
            }
            if let schedule { try rows.add(schedule, now: moment.now) }
            return true
        }
    }
}
