#if !hasFeature(Embedded)

    /// A flag's value in the type that was asked for, in OpenFeature's manner: where there is none, the caller's default,
    /// with the reason.
    public struct Resolution<Value: Sendable>: Sendable {
        public let value: Value
        /// `nil`: `value` is what the flag says, or the flag says that the caller's default counts.
        public let error: ResolutionError?
        public let decision: Decision

        /// `nil` where `value` is the caller's default.
        public var variant: String? { error == nil ? decision.variant : nil }
        public var reason: Decision.Reason { error == nil ? decision.reason : .error }

        init(_ decision: Decision, default: Value, read: ([UInt8]) -> Value?) {
            self.decision = decision
            switch decision.status {
            case .ok:
                let found = read(decision.value)
                value = found ?? `default`
                error = found == nil ? .typeMismatch : nil
            case .codeDefault:
                value = `default`
                error = nil
            case .notReady: (value, error) = (`default`, .providerNotReady)
            case .flagNotFound: (value, error) = (`default`, .flagNotFound)
            case .parseError: (value, error) = (`default`, .parseError)
            case .general: (value, error) = (`default`, .general)
            }
        }
    }

    /// OpenFeature's error codes.
    public enum ResolutionError: String, Error, Sendable {
        case providerNotReady = "PROVIDER_NOT_READY"
        case flagNotFound = "FLAG_NOT_FOUND"
        case parseError = "PARSE_ERROR"
        /// The flag has a value of another type.
        case typeMismatch = "TYPE_MISMATCH"
        case general = "GENERAL"
    }

#endif
