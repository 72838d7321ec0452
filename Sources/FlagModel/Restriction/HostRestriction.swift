/// An operator's order on one host, apart from the store: the way to kill while the store is away.
package struct HostRestriction: Sendable, Equatable {
    /// Of a feature or flag, or `FeatureState.namespaceKey`.
    package var key: String
    /// A variant's name, or `FeatureState.wholeFeature`.
    package var target: String
    /// Who did it and why, by the host's clock; its source is `host`.
    package var act: FeatureState.Act
    /// The revision after which a restore in the store ends it; `nil` as long as nobody who looks at the store can have
    /// seen it.
    package var basis: UInt64?

    /// What such an act came through.
    package static let source = "host"

    package init(key: String, target: String, act: FeatureState.Act, basis: UInt64? = nil) {
        self.key = key
        self.target = target
        self.act = act
        self.basis = basis
    }

    package var json: JSONValue {
        [
            "key": .string(key), "target": .string(target), "by": .string(act.by), "at": .integer(act.at),
            "reason": .string(act.reason), "source": .string(act.source),
            "basis": basis.map { .integer(Int64(clamping: $0)) } ?? .null,
        ]
    }

    /// Reads it back; `nil` where it names no key or target. What says who, when and why may be missing.
    package init?(json: JSONValue) {
        guard let key = json["key"]?.string, !key.isEmpty, let target = json["target"]?.string, !target.isEmpty else {
            return nil
        }
        let act = FeatureState.Act(
            by: json["by"]?.string ?? "", at: json["at"]?.integer ?? 0, reason: json["reason"]?.string ?? "",
            source: json["source"]?.string ?? Self.source)
        self.init(key: key, target: target, act: act, basis: json["basis"]?.integer.flatMap(UInt64.init(exactly:)))
    }
}
