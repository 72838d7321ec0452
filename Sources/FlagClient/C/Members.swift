public import CFlagpost
internal import FlagSnapshot

@c @implementation
public func flagpost_text(
    _ decision: UnsafePointer<flagpost_decision>!, _ name: UnsafePointer<CChar>!, _ name_length: Int,
    _ buffer: UnsafeMutablePointer<CChar>!, _ capacity: Int
) -> Int64 {
    guard capacity >= 0, buffer != nil || capacity == 0, let member = VariantMember(decision, name, name_length) else {
        return -1
    }
    // A byte less, for the zero behind it.
    let room = UnsafeMutableRawBufferPointer(start: buffer, count: capacity > 0 ? capacity &- 1 : 0)
    guard let length = member.writeText(to: room) else { return -1 }
    if let buffer, capacity > 0 { buffer[length < capacity ? length : capacity &- 1] = 0 }
    return Int64(length)
}

@c @implementation
public func flagpost_member(
    _ decision: UnsafePointer<flagpost_decision>!, _ name: UnsafePointer<CChar>!, _ name_length: Int,
    _ length: UnsafeMutablePointer<Int>!
) -> UnsafePointer<CChar>! {
    guard let length else { return nil }
    guard let member = VariantMember(decision, name, name_length) else {
        length.pointee = 0
        return nil
    }
    length.pointee = member.json.count
    return member.json.start.assumingMemoryBound(to: CChar.self)
}

extension VariantMember {
    fileprivate init?(
        _ decision: UnsafePointer<flagpost_decision>?, _ name: UnsafePointer<CChar>?, _ length: Int
    ) {
        guard let decision, decision.pointee.status == 0, let name = Bytes(name, length),
            let value = Bytes(decision.pointee.value, decision.pointee.value_length)
        else { return nil }
        self.init(name, of: value)
    }
}
