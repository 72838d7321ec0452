package import FlagModel

extension LoggedChange {
    /// `{"do": "withdraw", "key": "support-chat", "variant": "canary"}`; `when` only if it does not hold yet.
    package var json: JSONValue {
        var members = action.members
        if time != .now { members["when"] = .string(time.rawValue) }
        return .object(members)
    }

    /// What cannot be read, as of a newer version, keeps its words: a record must still be shown.
    package init(json: JSONValue) {
        guard let name = json["do"]?.string else {
            self.init(
                sentence: json["summary"]?.string ?? "",
                document: (json["document"]?.string).flatMap(DocumentID.init(_:)), content: json["content"]?.string)
            return
        }
        self.init(
            Action(name, json) ?? .other(json["words"]?.string ?? json.canonicalText),
            time: (json["when"]?.string).flatMap(Time.init(rawValue:)) ?? .now)
    }
}

extension LoggedChange.Action {
    fileprivate var members: [String: JSONValue] {
        func key(_ name: String, _ key: String, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
            more.merging(["do": .string(name), "key": .string(key)]) { $1 }
        }
        switch self {
        case .put(let id, let content):
            return ["do": "put", "document": .string(id.description), "content": .string(content)]
        case .delete(let id): return ["do": "delete", "document": .string(id.description)]
        case .move(let old, let new): return ["do": "move", "from": .string(old), "to": .string(new)]
        case .kill(let name): return key("kill", name)
        case .withdraw(let name, let variant): return key("withdraw", name, ["variant": .string(variant)])
        case .trip(let name, let target): return key("trip", name, ["target": .string(target)])
        case .restore(let name, let variant):
            return key("restore", name, variant.map { ["variant": .string($0)] } ?? [:])
        case .stage(let name, let candidate, let share):
            return key("stage", name, ["variant": .string(candidate), "share": .integer(Int64(share))])
        case .rollback(let name): return key("rollback", name)
        case .pause(let name): return key("pause", name)
        case .resume(let name): return key("resume", name)
        case .callOff(let id): return ["do": "call-off", "schedule": .string(id)]
        case .adopt: return ["do": "adopt"]
        case .trimLog(let revision): return ["do": "trim-log", "through": .integer(Int64(clamping: revision))]
        case .restoreArchive: return ["do": "restore-archive"]
        case .propose(let proposal): return ["do": "propose", "proposal": .string(proposal)]
        case .vote(let verdict, let proposal):
            return ["do": "vote", "verdict": .string(verdict.rawValue), "proposal": .string(proposal)]
        case .takeBack(let proposal): return ["do": "take-back", "proposal": .string(proposal)]
        case .other(let words): return ["do": "other", "words": .string(words)]
        }
    }

    /// `nil` if a newer version wrote it, or something is missing.
    fileprivate init?(_ name: String, _ json: JSONValue) {
        func text(_ name: String) -> String? { json[name]?.string }
        let key = text("key")
        let document = text("document").flatMap(DocumentID.init(_:))
        switch (name, key, document, text("proposal")) {
        case ("put", _, let id?, _):
            guard let content = text("content") else { return nil }
            self = .put(id, content: content)
        case ("delete", _, let id?, _): self = .delete(id)
        case ("kill", let key?, _, _): self = .kill(key)
        case ("withdraw", let key?, _, _):
            guard let variant = text("variant") else { return nil }
            self = .withdraw(key, variant: variant)
        case ("trip", let key?, _, _):
            guard let target = text("target") else { return nil }
            self = .trip(key, target: target)
        case ("restore", let key?, _, _): self = .restore(key, variant: text("variant"))
        case ("stage", let key?, _, _):
            guard let candidate = text("variant"), let share = json["share"]?.integer.flatMap(UInt32.init(exactly:))
            else { return nil }
            self = .stage(key, candidate: candidate, share: share)
        case ("rollback", let key?, _, _): self = .rollback(key)
        case ("pause", let key?, _, _): self = .pause(key)
        case ("resume", let key?, _, _): self = .resume(key)
        case ("move", _, _, _):
            guard let old = text("from"), let new = text("to") else { return nil }
            self = .move(from: old, to: new)
        case ("call-off", _, _, _):
            guard let id = text("schedule") else { return nil }
            self = .callOff(id)
        case ("adopt", _, _, _): self = .adopt
        case ("trim-log", _, _, _):
            guard let revision = json["through"]?.integer.flatMap(UInt64.init(exactly:)) else { return nil }
            self = .trimLog(through: revision)
        case ("restore-archive", _, _, _): self = .restoreArchive
        case ("propose", _, _, let proposal?): self = .propose(proposal)
        case ("vote", _, _, let proposal?):
            guard let verdict = text("verdict").flatMap(Vote.Verdict.init(rawValue:)) else { return nil }
            self = .vote(verdict, proposal)
        case ("take-back", _, _, let proposal?): self = .takeBack(proposal)
        default: return nil
        }
    }
}
