// What variants become. Another model, prompt, parameter or fallback of a variant that is served is behaviour that nobody
// has approved; of one that is served to nobody it is not yet anyone's.

extension FeatureExposure {
    var configured: [ExposureFinding] {
        // What a trip serves is what everyone gets now, whether or not a guard still says so. It was never agreed to as
        // something for everyone, so a guard that is to serve it is judged without it.
        let served = old.served(rollout).union(new.served(rollout)).union(state?.servedByTrips ?? [])
        let names = Set(old.variants.map(\.name)).union(new.variants.map(\.name))
        return names.sorted().flatMap { name -> [ExposureFinding] in
            switch (old.variant(named: name), new.variant(named: name)) {
            case (let before?, let after?):
                return changes(of: name, from: before.value, to: after.value, isServed: served.contains(name))
            case (nil, .some): return [ExposureFinding(.neutral, "variant \(name) is new")]
            case (.some, nil): return [ExposureFinding(.neutral, "variant \(name) is removed")]
            case (nil, nil): return []
            }
        }
    }

    private func changes(
        of name: String, from before: JSONValue, to after: JSONValue, isServed: Bool
    ) -> [ExposureFinding] {
        guard before != after else { return [] }
        let effect = isServed ? ExposureFinding.Effect.widens : .neutral
        let rest = isServed ? "" : ", which is served to nobody"
        // `ai` says of `model` whether it is there.
        let fields = Set((before.object ?? [:]).keys).union((after.object ?? [:]).keys).subtracting(["ai"]).sorted()
        return fields.flatMap { field -> [ExposureFinding] in
            let (old, new) = (before[field], after[field])
            guard old != new else { return [] }
            if field == "params" {
                return parameters(of: name, from: old, to: new).map { ExposureFinding(effect, $0 + rest) }
            }
            return [ExposureFinding(effect, "\(field) of \(name) \(Self.turn(field, from: old, to: new))\(rest)")]
        }
    }

    private func parameters(of name: String, from old: JSONValue?, to new: JSONValue?) -> [String] {
        let (old, new) = (old?.object ?? [:], new?.object ?? [:])
        return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { parameter in
            "\(parameter) of \(name) \(Self.turn(parameter, from: old[parameter], to: new[parameter]))"
        }
    }

    /// `becomes claude-opus-4 instead of claude-sonnet-4`, `is removed`.
    private static func turn(_ field: String, from old: JSONValue?, to new: JSONValue?) -> String {
        switch (old, new) {
        case (let old?, let new?):
            guard let before = text(field, old), let after = text(field, new), before != after else { return "changes" }
            return "becomes \(after) instead of \(before)"
        case (nil, let new?): return text(field, new).map { "becomes \($0)" } ?? "is new"
        default: return "is removed"
        }
    }

    /// `nil` for what is too much to say in a line.
    private static func text(_ field: String, _ value: JSONValue) -> String? {
        if field == "prompt", let name = value["name"]?.string, let version = value["version"]?.integer {
            return "\(name)@\(version)"
        }
        switch value {
        case .string(let text): return ["model", "prompt", "timeout"].contains(field) ? text : quoted(text)
        case .integer, .number, .bool: return value.canonicalText
        case .null, .array, .object: return nil
        }
    }
}
