// How changes and operations are handed to the functions; FunctionLibrary.swift names the order.

import FlagModel
import FlagStore
import RedisClient

extension Attribution {
    var arguments: [RESPCommand.Argument] {
        [.init(commitID), .init(actor), .init(onBehalfOf ?? ""), .init(reason), .init(source)]
    }

    /// The act without its time, which the store stamps.
    fileprivate var act: FeatureState.Act { FeatureState.Act(by: actor, at: 0, reason: reason, source: source) }
}

extension StateOperation {
    func arguments(key: String, by attribution: Attribution) -> [RESPCommand.Argument] {
        let head: [RESPCommand.Argument] = [.init(summary(key: key)), .init(evidence.canonical)]
        let act = attribution.act
        switch self {
        case .kill:
            let entry = FeatureState(key: key, kill: act).json["kill"] ?? .null
            return head + ["kill", .init(key), "", .init(entry.canonical)]
        case .withdraw(let variant, let digest):
            let entry = FeatureState.Withdrawal(act: act, digest: digest).json
            return head + ["withdraw", .init(key), .init(variant), .init(entry.canonical)]
        case .trip(var trip):
            trip.act = act
            return head + [
                "trip", .init(key), .init(trip.target), .init(trip.json.canonical), .init(trip.id), .init(trip.digest),
                .init(trip.basis),
            ]
        case .restore(let variant, let expected):
            return head + ["restore", .init(key), .init(variant ?? ""), .init(expected)]
        case .stage(let step, let expected):
            return head + [
                "stage", .init(key), .init(step.candidate), .init(expected), .init(step.id), .init(step.salt),
                .init(step.digest), .init(UInt64(step.share)),
            ]
        case .rollback: return head + ["rollback", .init(key), ""]
        case .pause: return head + ["pause", .init(key), ""]
        case .resume(let expected): return head + ["resume", .init(key), "", .init(expected)]
        }
    }
}
