package import FlagModel

/// One thing that is held back: what, for whose sake, since when, and where.
package struct HeldEntry: Sendable, Equatable {
    package enum Cause: String, Sendable {
        /// A person turned it off.
        case killed = "KILLED"
        /// A person took a variant out.
        case withdrawn = "WITHDRAWN"
        /// A guard did either, or serves another variant instead.
        case tripped = "TRIPPED"
    }

    /// What those get who would get what is held.
    package enum Effect: Sendable, Hashable {
        case offVariant
        case baseline
        case variant(String)
    }

    /// Of a feature or flag, or `FeatureState.namespaceKey`.
    package var key: String
    /// `nil`: the whole of it.
    package var variant: String?
    package var effect: Effect
    package var cause: Cause
    /// The guard's name where the cause is a trip.
    package var guardName: String?
    /// Hosts on which it is held alone, by name; empty: on all, by the store.
    package var hosts: [String]
    package var act: FeatureState.Act

    package init(
        key: String, variant: String? = nil, effect: Effect, cause: Cause, guardName: String? = nil,
        hosts: [String] = [], act: FeatureState.Act
    ) {
        self.key = key
        self.variant = variant
        self.effect = effect
        self.cause = cause
        self.guardName = guardName
        self.hosts = hosts
        self.act = act
    }

    /// Ended by `restore --host` on its host rather than by `restore`: a person ordered it there.
    package var isByHand: Bool { !hosts.isEmpty && cause != .tripped }

    /// What two hosts that hold the same for themselves have in common.
    struct Identity: Hashable {
        var key: String
        var variant: String?
        var effect: Effect
        var cause: Cause
        var guardName: String?
        /// Of what a person did; hosts trip each in its own name.
        var by: String
        var isFleets: Bool
    }

    var identity: Identity {
        Identity(
            key: key, variant: variant, effect: effect, cause: cause, guardName: guardName,
            by: cause == .tripped ? "" : act.by, isFleets: hosts.isEmpty)
    }
}

extension HeldEntry {
    init(_ trip: FeatureState.Trip, on key: String, hosts: [String]) {
        let isWhole = trip.target == FeatureState.wholeFeature
        let effect: Effect
        switch trip.action {
        case .kill: effect = isWhole ? .offVariant : .baseline
        case .serve(let variant): effect = .variant(variant)
        }
        self.init(
            key: key, variant: isWhole ? nil : trip.target, effect: effect, cause: .tripped, guardName: trip.guardName,
            hosts: hosts, act: trip.act)
    }

    init(_ restriction: HostRestriction, on host: String) {
        let isWhole = restriction.target == FeatureState.wholeFeature
        self.init(
            key: restriction.key, variant: isWhole ? nil : restriction.target,
            effect: isWhole ? .offVariant : .baseline, cause: isWhole ? .killed : .withdrawn, hosts: [host],
            act: restriction.act)
    }
}

extension HeldEntry {
    package var json: JSONValue {
        let serves: JSONValue
        let name: String
        switch effect {
        case .offVariant: (name, serves) = ("off", .null)
        case .baseline: (name, serves) = ("baseline", .null)
        case .variant(let variant): (name, serves) = ("serve", .string(variant))
        }
        return [
            "key": .string(key), "variant": variant.map { .string($0) } ?? .null, "effect": .string(name),
            "serves": serves, "cause": .string(cause.rawValue), "guard": guardName.map { .string($0) } ?? .null,
            "scope": .string(hosts.isEmpty ? "fleet" : "host"), "hosts": .array(hosts.map { .string($0) }),
            "by": .string(act.by), "since": .integer(act.at), "reason": .string(act.reason),
            "source": .string(act.source),
        ]
    }

    /// Reads what an agent says; `nil` where that is no entry.
    package init?(json: JSONValue) {
        guard let key = json["key"]?.string, let cause = json["cause"]?.string.flatMap(Cause.init) else { return nil }
        let effect: Effect
        switch json["effect"]?.string {
        case "off": effect = .offVariant
        case "baseline": effect = .baseline
        case "serve": effect = .variant(json["serves"]?.string ?? "")
        default: return nil
        }
        self.init(
            key: key, variant: json["variant"]?.string, effect: effect, cause: cause, guardName: json["guard"]?.string,
            hosts: (json["hosts"]?.array ?? []).compactMap(\.string),
            act: FeatureState.Act(
                by: json["by"]?.string ?? "", at: json["since"]?.integer ?? 0, reason: json["reason"]?.string ?? "",
                source: json["source"]?.string ?? ""))
    }
}
