// Changes of documents, of what is in force, and of the log. All of them are commits, with a record.

import FlagModel
import FlagStore

extension FunctionRequest<Receipt> {
    /// - Parameter fields: what the change takes beside its payload.
    static func change(
        _ name: String, _ payload: ChangePayload, fence: Fence? = nil, _ fields: FunctionArgument = [:],
        timeout: Duration? = nil
    ) -> FunctionRequest {
        FunctionRequest(name, payload.argument(fence: fence) + fields, timeout: timeout) { answer throws(StoreError) in
            try answer.receipt()
        }
    }

    static func commit(_ commit: Commit, by attribution: Attribution) -> FunctionRequest {
        change(
            "commit", commit.payload(by: attribution), fence: commit.warrant.fence,
            [
                "move": commit.move.map { ["from": .text($0.from), "to": .text($0.to)] },
                "cancels": commit.cancels.map { .text($0) }, "proposal": commit.warrant.proposal?.argument,
                "changes": .list(
                    commit.changes.map { $0.argument + ["erases": $0.erasesPast ? .flag(true) : nil] }),
                "schedule": commit.schedule?.argument,
            ], timeout: bulkTimeout)
    }

    static func operate(
        _ operation: StateOperation, on key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) -> FunctionRequest {
        change(
            "operate", operation.payload(key: key, schedule: schedule, warrant: warrant, by: attribution),
            fence: warrant.fence,
            operation.argument(by: attribution) + [
                "key": .text(key), "proposal": warrant.proposal?.argument, "schedule": schedule?.argument,
            ])
    }

    static func adopt(by attribution: Attribution) -> FunctionRequest {
        change("adopt", .adoption(by: attribution))
    }

    static func trim(through checkpoint: AuditChain.Checkpoint, by attribution: Attribution) -> FunctionRequest {
        change(
            "trim", .trim(through: checkpoint, by: attribution),
            ["revision": .number(checkpoint.revision), "chain": .text(checkpoint.chain)], timeout: bulkTimeout)
    }
}

extension ChangePayload {
    fileprivate func argument(fence: Fence?) -> FunctionArgument {
        let text = text
        return [
            "commit": .text(attribution.commitID), "payload": .bytes(text),
            "payload_digest": .text(Digest.hexadecimal(of: text)),
            "lease": fence.map { ["name": .text($0.lease), "token": .number($0.token)] },
        ]
    }
}

extension ProposalID {
    /// The author as ACL rules know them: their name is part of keys.
    var argument: FunctionArgument { ["author": .text(RedisUser.name(of: author)), "name": .text(name)] }
}

extension DocumentChange {
    fileprivate var argument: FunctionArgument {
        [
            "id": .text(id.description), "expected": .number(expected), "body": body.map { .bytes($0) },
            "digests": .text(digestText), "digest": .text(contentDigest ?? ""),
        ]
    }
}

extension Schedule {
    var argument: FunctionArgument {
        let text = payload.text
        return [
            "id": .text(id), "at": .number(at), "purpose": .text(purpose.rawValue), "payload": .bytes(text),
            "payload_digest": .text(Digest.hexadecimal(of: text)), "documents": .list(changes.map(\.argument)),
            "operations": .list(
                operations.map { item in
                    [
                        "key": .text(item.key), "field": .text(item.operation.field),
                        // The entry that the operation would store, without the time.
                        "act": .bytes(item.operation.entry(by: attribution) ?? []),
                    ]
                }),
        ]
    }
}

extension StateOperation {
    fileprivate func argument(by attribution: Attribution) -> FunctionArgument {
        let own: FunctionArgument =
            switch self {
            case .kill: ["operation": "kill", "target": ""]
            case .withdraw(let variant, _): ["operation": "withdraw", "target": .text(variant)]
            case .trip(let trip):
                [
                    "operation": "trip", "target": .text(trip.target), "trip": .text(trip.id),
                    "digest": .text(trip.digest), "basis": .number(trip.basis),
                ]
            case .restore(let variant, let expected):
                ["operation": "restore", "target": .text(variant ?? ""), "expected": .number(expected)]
            case .stage(let step, let expected):
                [
                    "operation": "stage", "target": .text(step.candidate), "expected": .number(expected),
                    "rollout": .text(step.id), "salt": .text(step.salt), "digest": .text(step.digest),
                    "share": .number(step.share),
                ]
            case .rollback: ["operation": "rollback", "target": ""]
            case .pause: ["operation": "pause", "target": ""]
            case .resume(let expected): ["operation": "resume", "target": "", "expected": .number(expected)]
            }
        return own + ["entry": entry(by: attribution).map { .bytes($0) }]
    }

    /// The stored form of a kill, a withdrawal or a trip, without the time of its act, which the store stamps.
    fileprivate func entry(by attribution: Attribution) -> [UInt8]? {
        let act = FeatureState.Act(
            by: attribution.actor, at: 0, reason: attribution.reason, source: attribution.source)
        switch self {
        case .kill: return (FeatureState(key: "", kill: act).json["kill"] ?? .null).canonical
        case .withdraw(_, let digest): return FeatureState.Withdrawal(act: act, digest: digest).json.canonical
        case .trip(var trip):
            trip.act = act
            return trip.json.canonical
        case .restore, .stage, .rollback, .pause, .resume: return nil
        }
    }

    /// The field of a state's hash that a kill or withdrawal is kept in.
    fileprivate var field: String {
        if case .withdraw(let variant, _) = self { "w:\(variant)" } else { "kill" }
    }
}
