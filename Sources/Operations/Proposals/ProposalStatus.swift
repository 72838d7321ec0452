import FlagModel
package import FlagStore

/// Where a proposal stands.
package enum ProposalStatus: Sendable, Equatable {
    /// So many of so many people have agreed, its author among them.
    case waiting(agreed: Int, people: Int)
    case approved
    case rejected(by: String, reason: String)
    /// Something that it was made on has changed since: what, and at which revision.
    case suspended([String])
    case expired
    case applied
    case takenBack

    package init(_ stored: StoredProposal, on contents: NamespaceContents) {
        switch stored.end {
        case .applied: self = .applied
        case .withdrawn: self = .takenBack
        case nil:
            let agreed = Set(stored.approvers).count + 1
            let people = contents.peopleNeeded(for: stored.proposal)
            let overtaken = stored.proposal.overtaken(by: contents)
            if stored.proposal.expiresAt <= contents.load.now {
                self = .expired
            } else if let rejection = stored.rejections.first {
                self = .rejected(by: rejection.voter, reason: rejection.reason)
            } else if !overtaken.isEmpty {
                self = .suspended(overtaken)
            } else {
                self = agreed >= people ? .approved : .waiting(agreed: agreed, people: people)
            }
        }
    }

    /// Whether it may still come to something.
    package var isOpen: Bool {
        switch self {
        case .waiting, .approved, .suspended: true
        case .rejected, .expired, .applied, .takenBack: false
        }
    }

    package var name: String {
        switch self {
        case .waiting: "waiting"
        case .approved: "approved"
        case .rejected: "rejected"
        case .suspended: "suspended"
        case .expired: "expired"
        case .applied: "applied"
        case .takenBack: "taken back"
        }
    }

    package var words: String {
        switch self {
        case .waiting(let agreed, let people): "waiting: \(agreed) of \(people) agree"
        case .rejected(let voter, let reason):
            "rejected by \(voter)\(reason.isEmpty ? "" : ": \(reason)")".withoutControls
        case .suspended(let reasons): "suspended: \(reasons.joined(separator: ", "))".withoutControls
        case .approved, .expired, .applied, .takenBack: name
        }
    }
}

extension Proposal {
    /// What it was made on and is no longer so: `feature/support-chat changed at revision 7`.
    fileprivate func overtaken(by contents: NamespaceContents) -> [String] {
        switch content {
        case .documents(let changes, _):
            let revisions = Dictionary(
                contents.load.documents.map { ($0.id, $0.body == nil ? 0 : $0.revision) }, uniquingKeysWith: { $1 })
            return changes.filter { revisions[$0.id] ?? 0 != $0.expected }.map { change in
                let now = revisions[change.id] ?? 0
                return now == 0 ? "\(change.id) was deleted" : "\(change.id) changed at revision \(now)"
            }
        case .operation(let operation, let key):
            let now = contents.load.states.first { $0.state.key == key }?.revision ?? 0
            switch operation {
            case .restore(_, let expected), .stage(_, let expected), .resume(let expected):
                return expected == now ? [] : ["the state of \(key) changed at revision \(now)"]
            case .kill, .withdraw, .trip, .rollback, .pause: return []
            }
        }
    }

    /// `put feature/support-chat`, `restore support-chat`.
    package var summaries: [String] {
        switch content {
        case .documents(let changes, let move):
            changes.map(\.summary) + (move.map { [LoggedChange(.move(from: $0.from, to: $0.to)).sentence()] } ?? [])
        case .operation(let operation, let key): [operation.summary(key: key)]
        }
    }
}
