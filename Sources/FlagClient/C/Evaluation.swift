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
        let decided = UnsafeMutablePointer<ReaderCore>(reader).pointee.evaluate(
            key, unit: unit, attributes, attribute_count)
    else {
        decision.initialize(to: flagpost_decision())
        decision.pointee.status = Int32(FLAGPOST_INVALID_ARGUMENT)
        decision.pointee.age_ns = .max
        return Int32(FLAGPOST_INVALID_ARGUMENT)
    }
    decision.initialize(to: flagpost_decision(decided))
    return decision.pointee.status
}

extension ReaderCore {
    /// `nil` where an attribute is none, or there are too many.
    @inline(__always)
    fileprivate mutating func evaluate(
        _ key: Bytes, unit: Bytes, _ attributes: UnsafePointer<flagpost_attribute>?, _ count: Int
    ) -> Decided? {
        guard count >= 0, count <= Int(FLAGPOST_MAXIMUM_ATTRIBUTES), attributes != nil || count == 0 else {
            return nil
        }
        if count > AttributeFilter.few, let attributes { return evaluate(key, unit: unit, many: attributes, count) }
        let room = memory.room.attributes
        var index = 0
        while index < count, let attributes {
            guard let attribute = Attribute(attributes[index]) else { return nil }
            (room + index).initialize(to: attribute)
            index &+= 1
        }
        let taken = UnsafeBufferPointer(start: room, count: count)
        return decide(key) { $0.evaluate(key, unit: unit, attributes: taken) }
    }

    @inline(never)
    private mutating func evaluate(
        _ key: Bytes, unit: Bytes, many attributes: UnsafePointer<flagpost_attribute>, _ count: Int
    ) -> Decided? {
        var isSound = true
        let room = memory.room
        let decided = decide(key) { evaluator in
            var filter = evaluator.filter(for: key, in: room)
            var index = 0
            while index < count {
                guard let attribute = Attribute(attributes[index]) else {
                    isSound = false
                    break
                }
                if filter.wants(attribute.name) { filter.keep(attribute) }
                index &+= 1
            }
            return evaluator.evaluate(key, unit: unit, attributes: filter.kept, isCutOff: filter.isOverfull)
        }
        return isSound ? decided : nil
    }
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
