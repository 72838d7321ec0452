// What the change log says of each way to change something.

import FlagModel

extension Commit {
    package func payload(by attribution: Attribution) -> ChangePayload {
        var lines = changes.filter { !foundations.contains($0.id) }.map(\.logged)
        if let move { lines.append(LoggedChange(.move(from: move.from, to: move.to))) }
        if let cancels { lines.append(LoggedChange(.callOff(cancels))) }
        if let schedule { lines += schedule.announced }
        return ChangePayload(
            attribution: attribution, changes: lines, evidence: schedule?.evidence ?? .null, proposal: warrant.proposal)
    }
}

extension StateOperation {
    package func payload(
        key: String, schedule: Schedule? = nil, warrant: Warrant = Warrant(), by attribution: Attribution
    ) -> ChangePayload {
        ChangePayload(
            attribution: attribution,
            changes: [LoggedChange(action(on: key))] + (schedule?.announced ?? []),
            evidence: schedule?.evidence ?? evidence, proposal: warrant.proposal)
    }
}

extension Schedule {
    /// Of the record that is made when it falls due.
    package var payload: ChangePayload {
        ChangePayload(
            attribution: attribution,
            changes: changes.map(\.logged)
                + operations.map { LoggedChange($0.operation.action(on: $0.key)) },
            evidence: evidence, proposal: proposal)
    }

    /// Of the record of the change that it comes with: nothing of it holds yet.
    fileprivate var announced: [LoggedChange] {
        payload.changes.map { LoggedChange($0.action, time: purpose == .planned ? .planned : .returning) }
    }

    fileprivate var evidence: JSONValue {
        ["schedule": .string(id), "purpose": .string(purpose.rawValue), "at": .integer(at)]
    }
}

extension ChangePayload {
    package static func adoption(by attribution: Attribution) -> ChangePayload {
        ChangePayload(attribution: attribution, changes: [LoggedChange(.adopt)])
    }

    package static func trim(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) -> ChangePayload {
        ChangePayload(
            attribution: attribution, changes: [LoggedChange(.trimLog(through: checkpoint.revision))],
            evidence: ["chain": .string(checkpoint.chain)])
    }

    package static func restoration(of archive: StoreArchive, by attribution: Attribution) -> ChangePayload {
        ChangePayload(
            attribution: attribution, changes: [LoggedChange(.restoreArchive)],
            evidence: ["of": archive.load.lineage.json])
    }

    package static func proposing(_ proposal: Proposal, by attribution: Attribution) -> ChangePayload {
        ChangePayload(
            attribution: attribution, changes: [LoggedChange(.propose(proposal.id.name))],
            evidence: ["digest": .string(proposal.digest)], proposal: proposal.id)
    }

    package static func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) -> ChangePayload {
        ChangePayload(
            attribution: attribution,
            changes: [LoggedChange(.vote(vote.verdict, id.name))],
            evidence: ["digest": .string(vote.digest)], proposal: id)
    }

    package static func withdrawal(of id: ProposalID, by attribution: Attribution) -> ChangePayload {
        ChangePayload(
            attribution: attribution, changes: [LoggedChange(.takeBack(id.name))], proposal: id)
    }
}

extension DocumentChange {
    fileprivate var logged: LoggedChange { LoggedChange(action) }
}
