#if !hasFeature(Embedded)

    internal import CSystemCalls
    internal import FlagSnapshot

    /// Reads a namespace's flags. Used by one thread at a time; never blocks, never fails.
    public final class Reader {
        private let client: FlagClient
        let core: UnsafeMutablePointer<ReaderCore>?

        init(_ client: FlagClient) {
            self.client = client
            guard let made = ReaderCore(client: UnsafePointer(client.core)) else {
                core = nil
                return
            }
            let core = UnsafeMutablePointer<ReaderCore>.allocate(capacity: 1)
            core.initialize(to: made)
            self.core = core
        }

        deinit {
            core?.deinitialize(count: 1)
            core?.deallocate()
        }

        /// Which variant the unit gets.
        ///
        /// - Parameter attributes: those that no rule names make no difference, however many there are.
        public func evaluate(
            _ feature: String, unit: String? = nil, attributes: [String: AttributeValue] = [:]
        ) -> Decision {
            evaluate(feature, unit: unit, attributes: AttributeTexts(attributes))
        }

        /// The same, for attributes with which more than one flag is evaluated.
        package func evaluate(_ feature: String, unit: String?, attributes: AttributeTexts) -> Decision {
            guard let core else { return .withoutReader }
            var feature = feature
            var unit = unit ?? ""
            return feature.withUTF8 { key in
                unit.withUTF8 { unit in
                    attributes.withAttributes { attributes in
                        let key = Bytes(UnsafeRawBufferPointer(key))
                        let room = core.pointee.memory.room
                        return Decision(
                            core.pointee.decide(key) {
                                $0.evaluate(
                                    key, unit: Bytes(UnsafeRawBufferPointer(unit)), all: attributes, in: room)
                            })
                    }
                }
            }
        }

        /// Tells the agent that a call to a model begins; `attempt` counts from 1 within a request.
        public func begin(_ decision: Decision, unit: String? = nil, model: String? = nil, attempt: UInt8 = 1) -> Call {
            var unit = unit ?? ""
            let hash = unit.withUTF8 { core?.pointee.hash(ofUnit: Bytes(UnsafeRawBufferPointer($0))) ?? (0, 0) }
            let record = RingRecord(
                kind: .begin, attempt: attempt, feature: decision.featureHash, variant: decision.variantHash,
                model: model.map(KeyHash.of) ?? 0, revision: decision.revision,
                decision: (decision.id.high, decision.id.low), unit: hash)
            let begun = core?.pointee.begin(record)
            return Call(record: record, began: system_monotonic(), place: begun?.place ?? 0)
        }

        /// Tells the agent how the call ended; false where the report was dropped.
        @discardableResult
        public func end(_ call: Call, _ result: CallResult, usage: CallUsage = CallUsage()) -> Bool {
            var record = call.record
            record.kind = .end
            record.result = result.record
            record.isFinal = usage.isFinal
            record.isLate = usage.isLate
            let now = system_monotonic()
            record.latencyNanoseconds = usage.latencyNanoseconds ?? (now > call.began ? now - call.began : 0)
            record.firstTokenNanoseconds = usage.firstTokenNanoseconds ?? 0
            record.inputTokens = usage.inputTokens
            record.outputTokens = usage.outputTokens
            record.cachedTokens = usage.cachedTokens
            record.costMicros = usage.costMicros ?? -1
            return core?.pointee.end(record, at: call.place) ?? false
        }

        /// Tells the agent what a user made of the answer; false where it was dropped, or `kind` is empty or longer than 64
        /// bytes.
        ///
        /// - Parameter kind: `thumbs_up`, `thumbs_down`, `regenerate`, `copy`, `edit` or `escalate`; others are counted as
        ///   `other`.
        @discardableResult
        public func feedback(_ decision: Decision, _ kind: String, unit: String? = nil) -> Bool {
            judge(.feedback, decision, unit, kind, "", 0)
        }

        /// Tells the agent an evaluator's judgement; false where it was dropped, the name is empty, a text is longer than
        /// 64 bytes or the value not finite.
        @discardableResult
        public func score(
            _ decision: Decision, _ name: String, _ value: Double, dimension: String = "", unit: String? = nil
        ) -> Bool {
            judge(.score, decision, unit, name, dimension, value)
        }

        private func judge(
            _ kind: RingJudgement.Kind, _ decision: Decision, _ unit: String?, _ name: String, _ dimension: String,
            _ value: Double
        ) -> Bool {
            guard let name = RingText(name), name.count > 0, let dimension = RingText(dimension), value.isFinite else {
                return false
            }
            var unit = unit ?? ""
            let hash = unit.withUTF8 { core?.pointee.hash(ofUnit: Bytes(UnsafeRawBufferPointer($0))) ?? (0, 0) }
            let judgement = RingJudgement(
                kind: kind, feature: decision.featureHash, variant: decision.variantHash, revision: decision.revision,
                decision: (decision.id.high, decision.id.low), unit: hash, name: name, dimension: dimension,
                value: value)
            return core?.pointee.report(judgement) ?? false
        }

        /// Generation of the snapshot that is read; 0: none.
        public var generation: UInt64 { core?.pointee.generation ?? 0 }
    }

#endif
