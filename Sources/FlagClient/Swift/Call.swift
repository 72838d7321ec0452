#if !hasFeature(Embedded)

    internal import FlagSnapshot

    /// A value of an attribute. Values of different types are never equal.
    public enum AttributeValue: Sendable, Equatable {
        case string(String)
        case number(Double)
        case bool(Bool)
        /// JSON text: an array, an object or null.
        case json(String)
    }

    /// A call to a model between its begin and its end.
    public struct Call: Sendable {
        let record: RingRecord
        let began: UInt64
        let place: UInt32
    }

    /// How a call ended.
    public enum CallResult: Sendable {
        case ok, error, timeout, rateLimited, contentPolicy
        /// Its caller gave it up: what is open when a process stops ends so.
        case cancelled
        /// Nobody was called: there was no room or no time left for it on this side. Judged by no guard.
        case notMade

        var record: RingRecord.Result {
            switch self {
            case .ok: .ok
            case .error: .error
            case .timeout: .timeout
            case .rateLimited: .rateLimited
            case .contentPolicy: .contentPolicy
            case .cancelled: .cancelled
            case .notMade: .notMade
            }
        }
    }

    /// What a call took, as far as it is known.
    public struct CallUsage: Sendable {
        public var inputTokens: UInt32 = 0
        public var outputTokens: UInt32 = 0
        public var cachedTokens: UInt32 = 0
        /// Millionths of a dollar.
        public var costMicros: Int64?
        /// Where it is not the time since `begin`.
        public var latencyNanoseconds: UInt64?
        public var firstTokenNanoseconds: UInt64?
        /// Whether this was the request's last attempt.
        public var isFinal = true
        /// Whether the call's end was reported before, as given up, and only tokens and cost are new.
        public var isLate = false

        public init() {}
    }

#endif
