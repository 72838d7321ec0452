// What every store refuses of one commit, operation or proposal by itself; what it comes to together with what is stored,
// the store checks.

import FlagModel

extension Commit {
    package func check(by attribution: Attribution) throws(StoreError) {
        try attribution.check()
        try warrant.check()
        if let cancels { try StoreLimits.checkName(cancels, "schedule") }
        if let schedule {
            guard move == nil else {
                throw StoreError(.refused, "a rename cannot be put off: its state moves at once")
            }
            guard schedule.purpose != .planned || changes.isEmpty else {
                throw StoreError(.refused, "what is planned and what changes at once are two commits")
            }
            try schedule.check()
        }
        try Self.check(changes, moving: move)
    }

    fileprivate static func check(_ changes: [DocumentChange], moving move: StateMove?) throws(StoreError) {
        if let move {
            try StoreLimits.checkName(move.from, "key")
            try StoreLimits.checkName(move.to, "key")
            guard move.from != move.to else { throw StoreError(.refused, "\(move.from) is its own new name") }
        }
        guard changes.count <= StoreLimits.changes else {
            throw StoreError(
                .tooLarge, "a commit has at most \(StoreLimits.changes) changes, this one \(changes.count)")
        }
        var seen: Set<DocumentID> = []
        for change in changes {
            try change.check()
            guard seen.insert(change.id).inserted else {
                throw StoreError(.refused, "\(change.id) is changed twice in one commit")
            }
        }
    }
}

extension Schedule {
    package func check() throws(StoreError) {
        try StoreLimits.checkName(id, "schedule")
        try attribution.check()
        try Commit.check(changes, moving: nil)
        guard operations.count <= StoreLimits.changes else {
            throw StoreError(.tooLarge, "a schedule has at most \(StoreLimits.changes) operations")
        }
        for item in operations {
            switch item.operation {
            case .kill, .withdraw: try item.operation.check(key: item.key)
            default: throw StoreError(.refused, "only kills and withdrawals can fall due by themselves")
            }
        }
        guard !changes.isEmpty || !operations.isEmpty else {
            throw StoreError(.refused, "a schedule without changes")
        }
        try StoreLimits.checkPutOff(changes)
        try StoreLimits.checkPending(changes)
    }
}

extension StoreLimits {
    fileprivate static func checkPutOff(_ changes: [DocumentChange]) throws(StoreError) {
        guard !changes.contains(where: \.erasesPast) else {
            throw StoreError(.refused, "a redaction cannot be put off: it erases at once")
        }
    }

    /// What waits is read with every load, or every look at what is proposed.
    fileprivate static func checkPending(_ changes: [DocumentChange]) throws(StoreError) {
        let bytes = changes.reduce(0) { $0 + ($1.body?.count ?? 0) }
        guard bytes <= pendingBytes else {
            throw StoreError(
                .tooLarge, "what waits has at most \(pendingBytes) bytes, this has \(bytes); make it smaller changes")
        }
    }
}

extension Proposal {
    package func check() throws(StoreError) {
        try id.check()
        try StoreLimits.checkText(reason, "reason")
        guard terms.utf8.count <= StoreLimits.termsBytes else { throw StoreError.longTerms(id.name) }
        switch content {
        case .documents(let changes, let move):
            try Commit.check(changes, moving: move)
            try StoreLimits.checkPending(changes)
            guard move == nil || applyAt == nil else {
                throw StoreError(.refused, "a rename cannot be put off: its state moves at once")
            }
            if applyAt != nil { try StoreLimits.checkPutOff(changes) }
        case .operation(let operation, let key):
            try operation.check(key: key)
            guard !operation.terms(key: key).isEmpty else {
                throw StoreError(.refused, "what restricts needs no approval: do it at once")
            }
            guard applyAt == nil else {
                throw StoreError(.refused, "only changes of documents can be put off")
            }
        }
    }
}

extension Proposal {
    /// Nobody proposes in another's name.
    package func check(by attribution: Attribution) throws(StoreError) {
        try attribution.check()
        try check()
        guard id.author == attribution.actor else {
            throw StoreError(.refused, "\(attribution.actor) cannot propose in the name of \(id.author)")
        }
    }
}

extension Vote {
    /// Nobody votes in another's name.
    package func check(on id: ProposalID, by attribution: Attribution) throws(StoreError) {
        try attribution.check()
        try check(on: id)
        guard voter == attribution.actor else {
            throw StoreError(.refused, "\(attribution.actor) cannot vote in the name of \(voter)")
        }
    }

    package func check(on id: ProposalID) throws(StoreError) {
        try id.check()
        try StoreLimits.checkName(voter, "voter")
        try StoreLimits.checkName(digest, "digest")
        try StoreLimits.checkText(reason, "reason")
    }
}

extension ProposalID {
    package func checkWithdrawal(by attribution: Attribution) throws(StoreError) {
        try attribution.check()
        try check()
        guard attribution.actor == author else {
            throw StoreError(.refused, "\(name) is a proposal of \(author), and only they can take it back")
        }
    }

    package func check() throws(StoreError) {
        try StoreLimits.checkName(author, "author")
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard allowed, (1...32).contains(name.utf8.count) else {
            throw StoreError(.refused, "a proposal's name has 1 to 32 of a-z, 0-9 and '-'")
        }
    }
}

extension Lease {
    package static func check(_ name: String, holder: String, milliseconds: Int64) throws(StoreError) {
        try StoreLimits.checkName(name, "lease")
        try StoreLimits.checkName(holder, "holder")
        guard (1...StoreLimits.leaseMilliseconds).contains(milliseconds) else {
            throw StoreError(.refused, "a lease lasts 1 to \(StoreLimits.leaseMilliseconds) milliseconds")
        }
    }
}

extension Warrant {
    package func check() throws(StoreError) {
        if let proposal { try proposal.check() }
        if let fence { try StoreLimits.checkName(fence.lease, "lease") }
    }
}
