#if !hasFeature(Embedded)

    internal import FlagSnapshot

    /// What a unit gets, and why.
    public struct Decision: Sendable {
        public enum Status: UInt8, Sendable {
            case ok = 0
            /// No agent has published a snapshot here yet.
            case notReady = 1
            case flagNotFound = 2
            /// The snapshot is damaged here, or a rule cannot be evaluated.
            case parseError = 3
            /// No error: the flag says that the caller's own default counts.
            case codeDefault = 7
            /// The flag's rule came to something that is no variant.
            case general = 8
        }

        /// OpenFeature's words.
        public enum Reason: UInt8, Sendable {
            case error = 0
            case `static` = 1
            case `default` = 2
            case targetingMatch = 3
            case split = 4
            case disabled = 5
            case stale = 6
        }

        /// What held the feature back.
        public enum Cause: UInt8, Sendable {
            case none = 0
            case killed = 1
            case tripped = 2
            case withdrawn = 3
            case stale = 4
            case throttled = 5
            case budget = 6
        }

        /// The unit's side of a comparison.
        public enum Arm: UInt8, Sendable {
            case none = 0
            case treatment = 1
            case control = 2
        }

        public let status: Status
        public let reason: Reason
        public let cause: Cause
        public let arm: Arm
        /// `nil` where `status` is not `ok`: the caller's own default applies.
        public let variant: String?
        /// JSON, a feature's an object; empty where there is no variant.
        public let value: [UInt8]
        /// A flag's metadata, a JSON object, whatever the status; empty where there is none.
        public let metadata: [UInt8]
        /// The store's revision that this rests on; 0: none.
        public let revision: UInt64
        /// The snapshot's; 0: none.
        public let generation: UInt64
        /// Since the agent last confirmed the revision; `nil`: never.
        public let ageNanoseconds: UInt64?
        /// The decision's 128-bit id.
        public let id: (high: UInt64, low: UInt64)
        /// The frozen hashes under which both travel to the agent.
        let featureHash: UInt64
        let variantHash: UInt64

        init(_ decided: ReaderCore.Decided) {
            let evaluation = decided.evaluation
            status = Status(rawValue: evaluation.status.rawValue) ?? .parseError
            reason = Reason(rawValue: evaluation.reason.rawValue) ?? .error
            cause = Cause(rawValue: evaluation.cause.rawValue) ?? .none
            arm = Arm(rawValue: evaluation.arm.rawValue) ?? .none
            variant = evaluation.status == .ok ? String(decoding: evaluation.name.buffer, as: UTF8.self) : nil
            value = Array(evaluation.value.buffer)
            metadata = Array(evaluation.metadata.buffer)
            revision = decided.revision
            generation = decided.generation
            ageNanoseconds = decided.age == .max ? nil : decided.age
            id = decided.id
            featureHash = evaluation.feature
            variantHash = evaluation.variant
        }

        /// Where there is no memory for a reader.
        static var withoutReader: Decision {
            Decision(
                ReaderCore.Decided(
                    evaluation: Evaluation(status: .notReady, feature: 0), revision: 0, generation: 0, age: .max,
                    id: (0, 0)))
        }
    }

#endif
