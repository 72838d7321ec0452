public import CFlagpost
internal import CSystemCalls
internal import FlagSnapshot

@c @implementation
public func flagpost_begin(
    _ reader: OpaquePointer!, _ decision: UnsafePointer<flagpost_decision>!, _ unit: UnsafePointer<CChar>!,
    _ unit_length: Int, _ model: UnsafePointer<CChar>!, _ model_length: Int, _ attempt: UInt32,
    _ call: UnsafeMutablePointer<flagpost_call>!
) -> Int32 {
    guard let reader, let decision, let call, let unit = Bytes(unit, unit_length),
        let model = Bytes(model, model_length)
    else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    let core = UnsafeMutablePointer<ReaderCore>(reader)
    let hash = core.pointee.hash(ofUnit: unit)
    call.initialize(
        to: flagpost_call(
            feature_hash: decision.pointee.feature_hash, variant_hash: decision.pointee.variant_hash,
            model_hash: model.count == 0 ? 0 : KeyHash.of(model), revision: decision.pointee.revision,
            decision_high: decision.pointee.decision_high, decision_low: decision.pointee.decision_low,
            unit_high: hash.high, unit_low: hash.low, began: system_monotonic(), attempt: attempt, reserved: 0))
    let begun = core.pointee.begin(RingRecord(kind: .begin, call: call.pointee))
    call.pointee.reserved = begun.place
    return reported(begun.isKept)
}

@c @implementation
public func flagpost_end(
    _ reader: OpaquePointer!, _ call: UnsafePointer<flagpost_call>!, _ usage: UnsafePointer<flagpost_usage>!
) -> Int32 {
    guard let reader, let call, let usage else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    var record = RingRecord(kind: .end, call: call.pointee)
    guard record.take(usage.pointee) else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    if record.latencyNanoseconds == 0 {
        let now = system_monotonic()
        record.latencyNanoseconds = now > call.pointee.began ? now &- call.pointee.began : 0
    }
    return reported(UnsafeMutablePointer<ReaderCore>(reader).pointee.end(record, at: call.pointee.reserved))
}

@c @implementation
public func flagpost_cancel_open(_ client: OpaquePointer!) {
    guard let client else { return }
    UnsafeMutablePointer<ClientCore>(client).pointee.cancelOpen()
}

@c @implementation
public func flagpost_report(_ reader: OpaquePointer!, _ record: UnsafePointer<flagpost_record>!) -> Int32 {
    guard let reader, let named = record?.pointee, let feature = Bytes(named.feature, named.feature_length),
        feature.count > 0, let variant = Bytes(named.variant, named.variant_length),
        let model = Bytes(named.model, named.model_length), let unit = Bytes(named.unit, named.unit_length)
    else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    let core = UnsafeMutablePointer<ReaderCore>(reader)
    var record = RingRecord(
        kind: .end, attempt: UInt8(clamping: max(named.attempt, 1)), feature: KeyHash.of(feature),
        variant: variant.count == 0 ? 0 : KeyHash.of(variant), model: model.count == 0 ? 0 : KeyHash.of(model),
        revision: named.revision, decision: (named.decision_high, named.decision_low),
        unit: core.pointee.hash(ofUnit: unit))
    guard record.take(named.usage) else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    return reported(core.pointee.report(record))
}

@c @implementation
public func flagpost_feedback(
    _ reader: OpaquePointer!, _ decision: UnsafePointer<flagpost_decision>!, _ unit: UnsafePointer<CChar>!,
    _ unit_length: Int, _ kind: UnsafePointer<CChar>!, _ kind_length: Int
) -> Int32 {
    guard let reader, let decision, let unit = Bytes(unit, unit_length), let kind = RingText(kind, kind_length),
        kind.count > 0
    else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    let core = UnsafeMutablePointer<ReaderCore>(reader)
    return reported(
        core.pointee.report(
            RingJudgement(
                .feedback, of: decision.pointee, unit: core.pointee.hash(ofUnit: unit), name: kind,
                dimension: .empty, value: 0)))
}

@c @implementation
public func flagpost_score(
    _ reader: OpaquePointer!, _ decision: UnsafePointer<flagpost_decision>!, _ unit: UnsafePointer<CChar>!,
    _ unit_length: Int, _ name: UnsafePointer<CChar>!, _ name_length: Int, _ dimension: UnsafePointer<CChar>!,
    _ dimension_length: Int, _ value: Double
) -> Int32 {
    guard let reader, let decision, let unit = Bytes(unit, unit_length), let name = RingText(name, name_length),
        name.count > 0, let dimension = RingText(dimension, dimension_length), value.isFinite
    else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    let core = UnsafeMutablePointer<ReaderCore>(reader)
    return reported(
        core.pointee.report(
            RingJudgement(
                .score, of: decision.pointee, unit: core.pointee.hash(ofUnit: unit), name: name,
                dimension: dimension, value: value)))
}

private func reported(_ isKept: Bool) -> Int32 { isKept ? 0 : Int32(FLAGPOST_DROPPED) }

extension RingText {
    /// `nil` where it is too long, or null with a length.
    fileprivate init?(_ start: UnsafePointer<CChar>?, _ count: Int) {
        guard let bytes = Bytes(start, count) else { return nil }
        self.init(bytes)
    }
}

extension RingJudgement {
    fileprivate init(
        _ kind: Kind, of decision: flagpost_decision, unit: (high: UInt64, low: UInt64), name: RingText,
        dimension: RingText, value: Double
    ) {
        self.init(
            kind: kind, feature: decision.feature_hash, variant: decision.variant_hash, revision: decision.revision,
            decision: (decision.decision_high, decision.decision_low), unit: unit, name: name, dimension: dimension,
            value: value)
    }
}

extension RingRecord {
    fileprivate init(kind: Kind, call: flagpost_call) {
        self.init(
            kind: kind, attempt: UInt8(clamping: max(call.attempt, 1)), feature: call.feature_hash,
            variant: call.variant_hash, model: call.model_hash, revision: call.revision,
            decision: (call.decision_high, call.decision_low), unit: (call.unit_high, call.unit_low))
    }

    /// False where the result or the weight is none.
    fileprivate mutating func take(_ usage: flagpost_usage) -> Bool {
        guard let result = Result(rawValue: usage.result), result != .lost,
            usage.weight.isFinite, usage.weight >= 0
        else { return false }
        self.result = result
        isFinal = usage.retried == 0
        isLate = usage.late != 0
        latencyNanoseconds = usage.latency_ns
        firstTokenNanoseconds = usage.first_token_ns
        inputTokens = usage.input_tokens
        outputTokens = usage.output_tokens
        cachedTokens = usage.cached_tokens
        weight = usage.weight == 0 ? 1 : usage.weight
        costMicros = usage.has_cost == 0 ? -1 : usage.cost_micros
        return true
    }
}
