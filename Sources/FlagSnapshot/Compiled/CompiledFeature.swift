// What a feature document becomes before it is laid out in a snapshot: names resolved to indices, shares to weights,
// values to JSON bytes. The model's compiler makes it, the snapshot writer lays it out.

#if !hasFeature(Embedded)

    /// One feature, ready to be laid out.
    package struct CompiledFeature: Sendable, Equatable {
        package var key: String
        /// What the bucketing text begins with (`salt/unit`).
        package var salt: String
        /// The attribute that buckets; `nil` means the unit.
        package var bucketBy: String?
        package var variants: [CompiledVariant]
        /// Index into `variants` of what comparisons are made against and withdrawn buckets get.
        package var baseline: Int
        /// Index into `variants` of what a kill serves.
        package var offVariant: Int
        /// First match wins; the last one has no conditions.
        package var rules: [CompiledRule]

        package init(
            key: String, salt: String, bucketBy: String?, variants: [CompiledVariant], baseline: Int, offVariant: Int,
            rules: [CompiledRule]
        ) {
            self.key = key
            self.salt = salt
            self.bucketBy = bucketBy
            self.variants = variants
            self.baseline = baseline
            self.offVariant = offVariant
            self.rules = rules
        }
    }

    /// One variant: its name and the JSON that a service is handed.
    package struct CompiledVariant: Sendable, Equatable {
        package var name: String
        /// A JSON object in UTF-8.
        package var value: [UInt8]

        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// One entry of the route.
    package struct CompiledRule: Sendable, Equatable {
        /// All must hold. Empty: always matches.
        package var conditions: [CompiledCondition]
        /// Who gets what; one share with the whole weight is a plain `serve`.
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
        package static var totalWeight: UInt32 { SnapshotLayout.totalWeight }

        package init(conditions: [CompiledCondition], shares: [Share]) {
            self.conditions = conditions
            self.shares = shares
        }
    }

    /// One test of one attribute. A missing attribute fulfils only a negated test.
    package struct CompiledCondition: Sendable, Equatable {
        package enum Test: Sendable, Equatable {
            case oneOf([AttributeLiteral])
            /// Bytewise prefix of a string attribute.
            case startsWith([String])
        }

        package var attribute: String
        package var test: Test
        package var negated: Bool

        package init(attribute: String, test: Test, negated: Bool) {
            self.attribute = attribute
            self.test = test
            self.negated = negated
        }
    }

    /// A value an attribute is compared with. Values of different types are never equal.
    package enum AttributeLiteral: Sendable, Equatable {
        case string(String)
        case number(Double)
        case bool(Bool)
    }

#endif
