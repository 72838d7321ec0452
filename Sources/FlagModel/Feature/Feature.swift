// The spec of an AI feature, as people declare it.

/// One feature, validated: every name in it resolves, every split adds up.
package struct Feature: Sendable, Equatable {
    package var key: String
    package var owner: String?
    /// The attribute that buckets; `nil` means the unit.
    package var bucketBy: String?
    /// What the bucketing text begins with; the key unless the document says otherwise.
    package var salt: String
    /// By name, `extends` already merged. A stored document knows no other order.
    package var variants: [Variant]
    /// Name of the off variant: what a kill serves.
    package var onKill: String
    /// Name of the variant that comparisons are made against.
    package var baseline: String
    /// First match wins; the last entry has no conditions.
    package var route: [RouteEntry]
    package var guards: [GuardRule]

    package init(
        key: String, owner: String? = nil, bucketBy: String? = nil, salt: String? = nil, variants: [Variant],
        onKill: String, baseline: String, route: [RouteEntry], guards: [GuardRule] = []
    ) {
        self.key = key
        self.owner = owner
        self.bucketBy = bucketBy
        self.salt = salt ?? key
        self.variants = variants
        self.onKill = onKill
        self.baseline = baseline
        self.route = route
        self.guards = guards
    }

    package func variant(named name: String) -> Variant? { variants.first { $0.name == name } }
}

/// One complete configuration of a feature.
package struct Variant: Sendable, Equatable {
    package var name: String
    /// What a service is handed: the merged object (model, params, prompt, timeout, ...), with `ai` added.
    package var value: JSONValue
    /// Lower-case hex SHA-256 of the canonical JSON of `value`: names this configuration, whatever it is called.
    package var digest: String
    /// Models this variant may call, its own first, then its fallbacks'.
    package var models: [String]
    /// Time after which a call counts as timed out, where declared.
    package var timeout: Duration?

    package init(name: String, value: JSONValue, digest: String, models: [String] = [], timeout: Duration? = nil) {
        self.name = name
        self.value = value
        self.digest = digest
        self.models = models
        self.timeout = timeout
    }

    /// Whether this variant calls a model itself.
    package var callsModel: Bool { value["model"] != nil }
}
