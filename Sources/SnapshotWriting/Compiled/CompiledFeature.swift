// A feature document before it is laid out in a snapshot: names resolved to indices, shares to weights,
// values to JSON bytes. The model's compiler makes it, the snapshot writer lays it out.

package import FlagSnapshot

/// One feature, ready to be laid out.
package struct CompiledFeature: Sendable, Equatable {
    package var key: String
    /// The beginning of the bucketing text (`salt/unit`).
    package var salt: String
    /// The attribute that buckets; `nil` means the unit.
    package var bucketBy: String?
    package var variants: [CompiledVariant]
    /// Index into `variants` of what comparisons are made against and withdrawn buckets get.
    package var baseline: Int
    /// Index into `variants` of what a kill serves.
    package var offVariant: Int
    /// First match wins; the last one has no condition.
    package var rules: [CompiledRule]
    /// The variant that is served once the agent has not confirmed the revision for too long; `nil`: the last known state.
    package var onStale: CompiledStaleness?
    package var rollout: CompiledRollout?
    /// How splits bucket; `nil`: as the snapshot says.
    package var bucketing: Bucketing?

    package init(
        key: String, salt: String, bucketBy: String?, variants: [CompiledVariant], baseline: Int, offVariant: Int,
        rules: [CompiledRule], onStale: CompiledStaleness? = nil, rollout: CompiledRollout? = nil,
        bucketing: Bucketing? = nil
    ) {
        self.key = key
        self.salt = salt
        self.bucketBy = bucketBy
        self.variants = variants
        self.baseline = baseline
        self.offVariant = offVariant
        self.rules = rules
        self.onStale = onStale
        self.rollout = rollout
        self.bucketing = bucketing
    }
}

/// One variant: its name and the JSON that a service is handed.
package struct CompiledVariant: Sendable, Equatable {
    package var name: String
    /// JSON in UTF-8: a feature's is an object, a flag's any value.
    package var value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// One entry of the route.
package struct CompiledRule: Sendable, Equatable {
    /// Holds where its result is truthy; `nil`: always.
    package var condition: LogicExpression?
    /// The split among variants; one share with the whole weight is a plain `serve`.
    package var shares: [Share]

    package struct Share: Sendable, Equatable {
        /// Index into the feature's variants.
        package var variant: Int
        /// In thousandths of a per cent; a rule's weights add up to `totalWeight`.
        package var weight: UInt32

        package init(variant: Int, weight: UInt32) {
            self.variant = variant
            self.weight = weight
        }
    }

    /// 100 % in thousandths of a per cent.
    package static var totalWeight: UInt32 { RecordLayout.totalWeight }

    package init(condition: LogicExpression? = nil, shares: [Share]) {
        self.condition = condition
        self.shares = shares
    }
}

/// A value an attribute is compared with. Values of different types are never equal.
package enum AttributeLiteral: Sendable, Equatable {
    case string(String)
    case number(Double)
    case bool(Bool)
}
