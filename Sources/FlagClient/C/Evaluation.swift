public import CFlagpost
internal import CSystemCalls
internal import FlagSnapshot

@c @implementation
public func flagpost_evaluate(
    _ reader: OpaquePointer!, _ feature: UnsafePointer<CChar>!, _ feature_length: Int, _ unit: UnsafePointer<CChar>!,
    _ unit_length: Int, _ attributes: UnsafePointer<flagpost_attribute>!, _ attribute_count: Int,
    _ decision: UnsafeMutablePointer<flagpost_decision>!
) -> Int32 {
    guard let decision else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    guard let reader, let key = Bytes(feature, feature_length), let unit = Bytes(unit, unit_length),
        attribute_count >= 0, attribute_count <= Attribute.maximumCount, attributes != nil || attribute_count == 0,
        take(attributes, attribute_count, into: UnsafeMutablePointer<ReaderCore>(reader).pointee.memory.attributes)
    else {
        decision.initialize(to: flagpost_decision())
        decision.pointee.status = Int32(FLAGPOST_INVALID_ARGUMENT)
        decision.pointee.age_ns = .max
        return Int32(FLAGPOST_INVALID_ARGUMENT)
    }
    let core = UnsafeMutablePointer<ReaderCore>(reader)
    let decided = core.pointee.evaluate(
        key, unit: unit,
        attributes: UnsafeBufferPointer(start: core.pointee.memory.attributes, count: attribute_count))
    decision.initialize(to: flagpost_decision(decided))
    return decision.pointee.status
}

/// False where an attribute is none.
@inline(__always)
private func take(
    _ attributes: UnsafePointer<flagpost_attribute>?, _ count: Int, into room: UnsafeMutablePointer<Attribute>
) -> Bool {
    guard let attributes else { return true }
    var index = 0
    while index < count {
        guard let attribute = Attribute(attributes[index]) else { return false }
        (room + index).initialize(to: attribute)
        index &+= 1
    }
    return true
}

@c @implementation
public func flagpost_generation(_ reader: OpaquePointer!) -> UInt64 {
    guard let reader else { return 0 }
    return UnsafeMutablePointer<ReaderCore>(reader).pointee.generation
}

@c @implementation
public func flagpost_age_ns(_ reader: OpaquePointer!) -> UInt64 {
    guard let reader else { return .max }
    return UnsafeMutablePointer<ReaderCore>(reader).pointee.age(at: system_monotonic_coarse())
}

extension Bytes {
    /// Null is empty; `nil` for null with a length, or a length beyond `Int`.
    @inline(__always)
    init?(_ start: UnsafePointer<CChar>?, _ count: Int) {
        guard count >= 0 else { return nil }
        if let start {
            self.init(UnsafeRawPointer(start), count: count)
        } else {
            guard count == 0 else { return nil }
            self = .empty
        }
    }
}

extension Attribute {
    @inline(__always)
    fileprivate init?(_ attribute: flagpost_attribute) {
        guard let name = Bytes(attribute.name, attribute.name_length) else { return nil }
        switch attribute.type {
        case 0:
            guard let text = Bytes(attribute.string, attribute.string_length) else { return nil }
            self.init(name: name, value: .string(text))
        case 1: self.init(name: name, value: .number(attribute.number))
        case 2: self.init(name: name, value: .bool(attribute.number != 0))
        case 3:
            guard let text = Bytes(attribute.string, attribute.string_length) else { return nil }
            self.init(name: name, value: .json(text))
        default: return nil
        }
    }
}

extension flagpost_decision {
    @inline(__always)
    fileprivate init(_ decided: ReaderCore.Decided) {
        let evaluation = decided.evaluation
        let isDecided = evaluation.status == .ok
        let hasMetadata = evaluation.metadata.count > 0
        self.init(
            variant: isDecided ? evaluation.name.start.assumingMemoryBound(to: CChar.self) : nil,
            variant_length: evaluation.name.count,
            value: isDecided ? evaluation.value.start.assumingMemoryBound(to: CChar.self) : nil,
            value_length: evaluation.value.count,
            metadata: hasMetadata ? evaluation.metadata.start.assumingMemoryBound(to: CChar.self) : nil,
            metadata_length: evaluation.metadata.count, feature_hash: evaluation.feature,
            variant_hash: evaluation.variant,
            revision: decided.revision, generation: decided.generation, age_ns: decided.age,
            decision_high: decided.id.high, decision_low: decided.id.low, status: Int32(evaluation.status.rawValue),
            reason: evaluation.reason.rawValue, cause: evaluation.cause.rawValue, arm: evaluation.arm.rawValue,
            reserved: 0)
    }
}
