// A state as the fields of its hash: what StateFields reads, for archives.

import FlagModel
import FlagStore

extension StoredState {
    /// Field, value, field, value, ... without the revision.
    var fields: [[UInt8]] {
        var fields: [[UInt8]] = []
        func add(_ name: String, _ value: [UInt8]) { fields += [Array(name.utf8), value] }
        if let kill = state.kill {
            add("kill", stamp(FeatureState(key: state.key, kill: kill).json["kill"], kill))
        }
        for (variant, withdrawal) in state.withdrawn { add("w:\(variant)", stamp(withdrawal.json, withdrawal.act)) }
        for (id, trip) in state.trips { add("t:\(id)", stamp(trip.json, trip.act)) }
        for (target, revision) in state.cleared { add("c:\(target)", Array(String(revision).utf8)) }
        if let rollout = state.rollout {
            let stages = rollout.stages.map { "\($0.share)@\($0.since)" }.joined(separator: " ")
            let texts = [
                ("r:id", rollout.id), ("r:candidate", rollout.candidate), ("r:salt", rollout.salt),
                ("r:stages", stages),
            ]
            for (name, text) in texts { add(name, Array(text.utf8)) }
            if rollout.paused { add("r:paused", Array("1".utf8)) }
        }
        return fields
    }

    /// `<Unix milliseconds> <JSON>`.
    private func stamp(_ entry: JSONValue?, _ act: FeatureState.Act) -> [UInt8] {
        Array("\(act.at) ".utf8) + (entry ?? .null).canonical
    }
}
