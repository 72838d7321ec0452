extension Restriction {
    /// The form in which an agent, the command line and the API say it.
    package var json: JSONValue {
        let (name, serves): (String, JSONValue) =
            switch effect {
            case .off: (variant == nil ? "off" : "baseline", .null)
            case .serve(let variant): ("serve", .string(variant))
            }
        return [
            "key": .string(key), "variant": variant.map { .string($0) } ?? .null, "effect": .string(name),
            "serves": serves, "cause": .string(cause.rawValue), "guard": guardName.map { .string($0) } ?? .null,
            "scope": .string(hosts.isEmpty ? "fleet" : "host"), "hosts": .array(hosts.map { .string($0) }),
            "by": .string(act.by), "since": .integer(act.at), "reason": .string(act.reason),
            "source": .string(act.source), "basis": basis.map { .integer(Int64(clamping: $0)) } ?? .null,
            "locked": .bool(isLocked), "ends": "person",
        ]
    }

    /// Reads what `json` wrote; `nil` if it is no restriction.
    package init?(json: JSONValue) {
        guard let key = json["key"]?.string, let cause = json["cause"]?.string.flatMap(Cause.init) else { return nil }
        let effect: Effect
        switch json["effect"]?.string {
        case "off", "baseline": effect = .off
        case "serve": effect = .serve(json["serves"]?.string ?? "")
        default: return nil
        }
        self.init(
            key: key, variant: json["variant"]?.string, effect: effect, cause: cause, guardName: json["guard"]?.string,
            hosts: (json["hosts"]?.array ?? []).compactMap(\.string),
            act: FeatureState.Act(
                by: json["by"]?.string ?? "", at: json["since"]?.integer ?? 0, reason: json["reason"]?.string ?? "",
                source: json["source"]?.string ?? ""),
            basis: json["basis"]?.integer.flatMap(UInt64.init(exactly:)), isLocked: json["locked"]?.bool ?? false)
    }
}
