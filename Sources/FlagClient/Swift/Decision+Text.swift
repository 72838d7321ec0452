#if !hasFeature(Embedded)

    extension Decision {
        /// The id as a ULID: 26 digits of Crockford's base 32, the highest first.
        public var idText: String {
            let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
            let id = UInt128(self.id.high) << 64 | UInt128(self.id.low)
            return String((0..<26).reversed().map { digits[Int(truncatingIfNeeded: id >> UInt128($0 * 5)) & 31] })
        }
    }

    extension Decision.Reason {
        /// OpenFeature's word.
        public var word: String {
            switch self {
            case .error: "ERROR"
            case .static: "STATIC"
            case .default: "DEFAULT"
            case .targetingMatch: "TARGETING_MATCH"
            case .split: "SPLIT"
            case .disabled: "DISABLED"
            case .stale: "STALE"
            }
        }
    }

    extension Decision.Cause {
        /// `nil` where nothing held the feature back.
        public var word: String? {
            switch self {
            case .none: nil
            case .killed: "KILLED"
            case .tripped: "TRIPPED"
            case .withdrawn: "WITHDRAWN"
            case .stale: "STALE"
            case .throttled: "THROTTLED"
            case .budget: "BUDGET"
            }
        }
    }

    extension Decision.Arm {
        public var word: String? {
            switch self {
            case .none: nil
            case .treatment: "treatment"
            case .control: "control"
            }
        }
    }

#endif
