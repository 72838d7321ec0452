// A state as the fields of its hash: what StateFields reads, for archives.

import FlagModel
import FlagStore
import RedisClient

extension StoredState {
    /// Field, value, field, value, ...
    var fields: [RESPCommand.Argument] {
        var fields: [RESPCommand.Argument] = ["revision", .init(revision)]
        if let kill = state.kill {
            fields += ["kill", stamp(FeatureState(key: state.key, kill: kill).json["kill"], kill)]
        }
        for (variant, withdrawal) in state.withdrawn {
            fields += [.init("w:\(variant)"), stamp(withdrawal.json, withdrawal.act)]
        }
        for (id, trip) in state.trips { fields += [.init("t:\(id)"), stamp(trip.json, trip.act)] }
        for (target, revision) in state.cleared { fields += [.init("c:\(target)"), .init(revision)] }
        if let rollout = state.rollout {
            let stages = rollout.stages.map { "\($0.share)@\($0.since)" }.joined(separator: " ")
            fields += [
                "r:id", .init(rollout.id), "r:candidate", .init(rollout.candidate), "r:salt", .init(rollout.salt),
                "r:stages", .init(stages),
            ]
            if rollout.paused { fields += ["r:paused", "1"] }
        }
        return fields
    }

    /// `<Unix milliseconds> <JSON>`.
    private func stamp(_ entry: JSONValue?, _ act: FeatureState.Act) -> RESPCommand.Argument {
        .init(Array("\(act.at) ".utf8) + (entry ?? .null).canonical)
    }
}
