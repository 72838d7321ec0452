// How changes and operations are handed to the functions; the library's files name the order.

import FlagModel
import FlagStore
import RedisClient

extension ChangePayload {
    /// Commit id, payload, its digest, lease and fencing token.
    func arguments(fence: Fence? = nil) -> [RESPCommand.Argument] {
        let text = text
        return [
            .init(attribution.commitID), .init(text), .init(Digest.hexadecimal(of: text)), .init(fence?.lease ?? ""),
            .init(fence?.token ?? 0),
        ]
    }
}

extension Commit {
    func arguments(by attribution: Attribution) -> [RESPCommand.Argument] {
        payload(by: attribution).arguments(fence: warrant.fence) + [
            .init(move?.from ?? ""), .init(move?.to ?? ""), .init(cancels ?? ""),
        ] + warrant.proposalArguments + [.init(changes.count)]
            + changes.flatMap { $0.arguments + [$0.erasesPast ? "1" : "0"] } + (schedule?.arguments ?? [])
    }
}

extension Warrant {
    /// Author and name of the proposal.
    fileprivate var proposalArguments: [RESPCommand.Argument] {
        [.init(proposal?.user ?? ""), .init(proposal?.name ?? "")]
    }
}

extension ProposalID {
    /// The author as ACL rules know them: their name is part of keys.
    var user: String { RedisUser.name(of: author) }
}

/// `redis:ann`, as the change log names people, and `ann`, as Redis does.
package enum RedisUser {
    /// Names of people stand in keys, in front of a colon, and ACL rules let each write those that begin with theirs.
    static func check(_ actor: String) throws(StoreError) {
        guard !name(of: actor).utf8.contains(UInt8(ascii: ":")) else {
            throw StoreError(
                .refused,
                "\(name(of: actor)) can neither propose nor approve: with a colon it could pass for somebody else's; use a "
                    + "Redis user without one")
        }
    }

    static func actor(_ name: String) -> String { "redis:\(name)" }

    package static func name(of actor: String) -> String {
        actor.hasPrefix("redis:") ? String(actor.dropFirst("redis:".count)) : actor
    }
}

extension DocumentChange {
    /// Id, expected revision, whether it is there afterwards, body, variants' digests, digest of the body.
    fileprivate var arguments: [RESPCommand.Argument] {
        [
            .init(id.description), .init(expected), body == nil ? "0" : "1", .init(body ?? []), .init(digestText),
            .init(contentDigest ?? ""),
        ]
    }
}

extension Schedule {
    var arguments: [RESPCommand.Argument] {
        let text = payload.text
        let head: [RESPCommand.Argument] = [
            .init(id), .init(at), .init(purpose.rawValue), .init(text), .init(Digest.hexadecimal(of: text)),
            .init(changes.count),
        ]
        let entries = operations.flatMap { item in
            // What the operation would store, without the time.
            let entry = item.operation.arguments(key: item.key, by: attribution)
            return [entry[1], item.operation.field, entry[3]]
        }
        return head + changes.flatMap(\.arguments) + [.init(operations.count)] + entries
    }
}

extension Attribution {
    /// The act without its time, which the store stamps.
    fileprivate var act: FeatureState.Act { FeatureState.Act(by: actor, at: 0, reason: reason, source: source) }
}

extension StateOperation {
    /// All of `operate`'s arguments.
    func arguments(
        key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) -> [RESPCommand.Argument] {
        let own = arguments(key: key, by: attribution)
        let padding = [RESPCommand.Argument](repeating: "", count: 8 - own.count)
        return payload(key: key, schedule: schedule, warrant: warrant, by: attribution).arguments(fence: warrant.fence)
            + warrant.proposalArguments + own + padding + (schedule?.arguments ?? [])
    }

    /// Operation, key, target, and up to five that it alone needs.
    fileprivate func arguments(key: String, by attribution: Attribution) -> [RESPCommand.Argument] {
        let act = attribution.act
        switch self {
        case .kill:
            let entry = FeatureState(key: key, kill: act).json["kill"] ?? .null
            return ["kill", .init(key), "", .init(entry.canonical)]
        case .withdraw(let variant, let digest):
            let entry = FeatureState.Withdrawal(act: act, digest: digest).json
            return ["withdraw", .init(key), .init(variant), .init(entry.canonical)]
        case .trip(var trip):
            trip.act = act
            return [
                "trip", .init(key), .init(trip.target), .init(trip.json.canonical), .init(trip.id), .init(trip.digest),
                .init(trip.basis),
            ]
        case .restore(let variant, let expected):
            return ["restore", .init(key), .init(variant ?? ""), .init(expected)]
        case .stage(let step, let expected):
            return [
                "stage", .init(key), .init(step.candidate), .init(expected), .init(step.id), .init(step.salt),
                .init(step.digest), .init(step.share),
            ]
        case .rollback: return ["rollback", .init(key), ""]
        case .pause: return ["pause", .init(key), ""]
        case .resume(let expected): return ["resume", .init(key), "", .init(expected)]
        }
    }

    /// The field of a state's hash that a kill or withdrawal is kept in.
    fileprivate var field: RESPCommand.Argument {
        if case .withdraw(let variant, _) = self { .init("w:\(variant)") } else { "kill" }
    }
}
