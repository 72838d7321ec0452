// State as stored. Whoever reads it must never lose a restriction to a part that cannot be read: what says "kill" or
// "withdrawn" holds even where who, when and why are broken.

/// A state document of which nothing can be used.
package struct FeatureStateError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
}

extension FeatureState {
    /// Reads a state document, forgivingly. Throws only where it is no object or names no key.
    package init(json: JSONValue) throws(FeatureStateError) {
        var faults: [String] = []
        try self.init(json: json, faults: &faults)
    }

    /// The same, and adds what could not be read, with its path: `trips.errors/canary.action: ...`.
    package init(json: JSONValue, faults: inout [String]) throws(FeatureStateError) {
        guard case .object(let members) = json else {
            throw FeatureStateError(description: "a state document must be an object")
        }
        guard let key = members["key"]?.string, !key.isEmpty else {
            throw FeatureStateError(description: "key: a state document names its feature, or \(Self.namespaceKey)")
        }
        self.init(key: key)
        var reader = Reader()
        reader.checkSchema(members["schema"])
        kill = reader.kill(members["kill"])
        withdrawn = reader.withdrawn(members["withdrawn"])
        trips = reader.trips(members["trips"])
        cleared = reader.cleared(members["cleared"])
        rollout = reader.rollout(members["rollout"])
        faults += reader.faults
    }

    package var json: JSONValue {
        [
            "schema": .integer(Self.schema),
            "key": .string(key),
            "kill": kill.map { .object($0.members) } ?? .null,
            "withdrawn": .object(withdrawn.mapValues(\.json)),
            "trips": .object(trips.mapValues(\.json)),
            "cleared": .object(cleared.mapValues { .integer(Int64(clamping: $0)) }),
            "rollout": rollout?.json ?? .null,
        ]
    }
}

extension FeatureState.Act {
    fileprivate var members: [String: JSONValue] {
        ["by": .string(by), "at": .integer(at), "reason": .string(reason), "source": .string(source)]
    }
}

extension FeatureState.Withdrawal {
    package var json: JSONValue {
        .object(act.members.merging(["digest": .string(digest), "locked": .bool(locked)]) { $1 })
    }
}

extension FeatureState.Trip {
    package var json: JSONValue {
        .object(
            act.members.merging([
                "guard": .string(guardName),
                "target": .string(target),
                "action": .string(action.description),
                "digest": .string(digest),
                "basis": .integer(Int64(clamping: basis)),
                "evidence": evidence,
                "locked": .bool(locked),
            ]) { $1 })
    }

    /// Reads one trip, as it stands in a state or presence record. Guard, target and action must be readable; every
    /// other fault leaves the field at its default.
    package init(json: JSONValue) throws(FeatureStateError) {
        var reader = FeatureState.Reader()
        guard let trip = reader.trip(json, path: "trip") else {
            throw FeatureStateError(description: reader.faults.joined(separator: "; "))
        }
        self = trip
    }
}

extension FeatureState.Rollout {
    fileprivate var json: JSONValue {
        [
            "id": .string(id), "candidate": .string(candidate), "salt": .string(salt), "paused": .bool(paused),
            "stages": .array(stages.map { ["share": .integer(Int64($0.share)), "since": .integer($0.since)] }),
        ]
    }
}

extension FeatureState {
    /// Collects faults while it reads.
    fileprivate struct Reader {
        var faults: [String] = []

        mutating func checkSchema(_ json: JSONValue?) {
            guard let schema = json?.integer else {
                faults.append("schema: should be \(FeatureState.schema)")
                return
            }
            if schema > FeatureState.schema {
                faults.append("schema: \(schema) is newer than \(FeatureState.schema); what is known of it applies")
            }
        }

        /// Anything but `null` and `false` kills.
        mutating func kill(_ json: JSONValue?) -> Act? {
            switch json {
            case nil, .null, .bool(false): nil
            case .some(let value): act(value, path: "kill")
            }
        }

        mutating func withdrawn(_ json: JSONValue?) -> [String: Withdrawal] {
            var withdrawals: [String: Withdrawal] = [:]
            for (variant, value) in members(json, path: "withdrawn") {
                let path = "withdrawn.\(variant)"
                if value == .null || value == .bool(false) { continue }
                withdrawals[variant] = Withdrawal(
                    act: act(value, path: path), digest: text(value["digest"], path: "\(path).digest"),
                    locked: flag(value["locked"], path: "\(path).locked"))
            }
            return withdrawals
        }

        mutating func trips(_ json: JSONValue?) -> [String: Trip] {
            var trips: [String: Trip] = [:]
            for (id, value) in members(json, path: "trips") {
                trips[id] = trip(value, path: "trips.\(id)") ?? Self.unreadableTrip(id)
            }
            return trips
        }

        /// A trip of which nothing but its id can be read takes its target out all the same; `nil` where the id names
        /// none.
        private static func unreadableTrip(_ id: String) -> Trip? {
            guard let slash = id.firstIndex(of: "/"), id.index(after: slash) < id.endIndex else { return nil }
            return Trip(
                act: Act(by: "", at: 0, reason: "", source: ""), guardName: String(id[..<slash]),
                target: String(id[id.index(after: slash)...]), action: .kill, digest: "", basis: 0, evidence: .null)
        }

        mutating func trip(_ json: JSONValue, path: String) -> Trip? {
            guard case .object(let members) = json else {
                faults.append("\(path): should be an object")
                return nil
            }
            guard let target = members["target"]?.string, !target.isEmpty else {
                faults.append("\(path).target: should name a variant or \(FeatureState.wholeFeature)")
                return nil
            }
            guard let action = members["action"]?.string.flatMap(GuardRule.Action.init) else {
                faults.append("\(path).action: should be \"kill\" or \"serve <variant>\"")
                return nil
            }
            return Trip(
                act: act(json, path: path), guardName: text(members["guard"], path: "\(path).guard"), target: target,
                action: action, digest: text(members["digest"], path: "\(path).digest"),
                basis: revision(members["basis"], path: "\(path).basis") ?? 0, evidence: members["evidence"] ?? .null,
                locked: flag(members["locked"], path: "\(path).locked"))
        }

        mutating func cleared(_ json: JSONValue?) -> [String: UInt64] {
            var cleared: [String: UInt64] = [:]
            for (target, value) in members(json, path: "cleared") {
                if let revision = revision(value, path: "cleared.\(target)") { cleared[target] = revision }
            }
            return cleared
        }

        /// A rollout shows a candidate to more users, so one that is broken anywhere is none.
        mutating func rollout(_ json: JSONValue?) -> Rollout? {
            guard let json, json != .null else { return nil }
            guard let id = json["id"]?.string, let candidate = json["candidate"]?.string,
                let salt = json["salt"]?.string, !candidate.isEmpty, let stages = json["stages"]?.array
            else {
                faults.append("rollout: should name id, candidate, salt and stages; it is not followed")
                return nil
            }
            var read: [Rollout.Stage] = []
            for stage in stages.suffix(Rollout.stageLimit) {
                guard let share = stage["share"]?.integer.flatMap(UInt32.init(exactly:)),
                    share <= Share.whole, let since = stage["since"]?.integer,
                    since >= read.last?.since ?? .min
                else { break }
                read.append(Rollout.Stage(share: share, since: since))
            }
            guard !read.isEmpty, read.count == min(stages.count, Rollout.stageLimit) else {
                faults.append("rollout.stages: should be shares and ascending times; it is not followed")
                return nil
            }
            // Anything but a clear no pauses.
            let paused = json["paused"] ?? .bool(false)
            return Rollout(
                id: id, candidate: candidate, salt: salt, stages: read,
                paused: paused != .bool(false) && paused != .null)
        }

        private mutating func act(_ json: JSONValue, path: String) -> Act {
            guard case .object(let members) = json else {
                faults.append("\(path): should be an object; it holds all the same")
                return Act(by: "", at: 0, reason: "", source: "")
            }
            var at: Int64 = 0
            if let value = members["at"]?.integer { at = value } else { faults.append("\(path).at: should be a time") }
            return Act(
                by: text(members["by"], path: "\(path).by"), at: at,
                reason: text(members["reason"], path: "\(path).reason"),
                source: text(members["source"], path: "\(path).source"))
        }

        /// Sorted, so that faults come in the same order every time. An empty array is what Lua makes of an empty
        /// object.
        private mutating func members(_ json: JSONValue?, path: String) -> [(key: String, value: JSONValue)] {
            switch json {
            case nil, .null, .array([]): return []
            case .object(let members): return members.sorted { $0.key < $1.key }
            default:
                faults.append("\(path): should be an object")
                return []
            }
        }

        private mutating func text(_ json: JSONValue?, path: String) -> String {
            guard let json, json != .null else { return "" }
            guard let text = json.string else {
                faults.append("\(path): should be a text")
                return ""
            }
            return text
        }

        private mutating func flag(_ json: JSONValue?, path: String) -> Bool {
            guard let json, json != .null else { return false }
            guard let flag = json.bool else {
                faults.append("\(path): should be true or false")
                return false
            }
            return flag
        }

        private mutating func revision(_ json: JSONValue?, path: String) -> UInt64? {
            guard let json, json != .null else { return nil }
            guard let number = json.integer, let revision = UInt64(exactly: number) else {
                faults.append("\(path): should be a revision")
                return nil
            }
            return revision
        }
    }
}
