package struct LogicArena {
    package static var size: Int { 16_384 }
    let start: UnsafeMutableRawPointer

    package init(_ start: UnsafeMutableRawPointer, capacity: Int = LogicArena.size) { self.start = start }
}

package struct LogicContext {
    let flagKey: Bytes
    let unit: Bytes
    let attributes: UnsafeBufferPointer<Attribute>
    let bucketing: Bucketing
    let unixSeconds: UInt64
}
