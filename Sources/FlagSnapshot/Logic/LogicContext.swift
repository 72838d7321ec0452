/// What a rule reads: the attributes, the unit as `targetingKey`, and flagd's `$flagd.flagKey` and `$flagd.timestamp`.
package struct LogicContext {
    package var flagKey: Bytes
    /// Empty: there is no `targetingKey`.
    package var unit: Bytes
    /// The first of a name counts; none can be `targetingKey` or `$flagd`.
    package var attributes: UnsafeBufferPointer<Attribute>
    /// There are more attributes than there was room for, and rules read all of them: the evaluator lets each rule fail.
    package var isCutOff: Bool
    package var bucketing: Bucketing
    /// `nil`: the system's clock, read where a rule asks for the time.
    package var unixSeconds: UInt64?

    /// A longer JSON attribute is malformed.
    package static var maximumText: Int { 65_536 }

    @inline(__always)
    package init(
        flagKey: Bytes, unit: Bytes, attributes: UnsafeBufferPointer<Attribute>, isCutOff: Bool = false,
        bucketing: Bucketing = .v3, unixSeconds: UInt64? = nil
    ) {
        self.flagKey = flagKey
        self.unit = unit
        self.attributes = attributes
        self.isCutOff = isCutOff
        self.bucketing = bucketing
        self.unixSeconds = unixSeconds
    }
}

/// Memory for what a rule puts together, handed out from the front and given back at once.
package struct LogicArena {
    /// Enough for 680 array elements or 16 KiB of text.
    package static var size: Int { 16_384 }

    let start: UnsafeMutableRawPointer
    let capacity: Int
    var used = 0

    /// - Parameter start: aligned to 8 bytes, of `capacity` bytes, and nobody else's while a rule runs.
    @inline(__always)
    package init(_ start: UnsafeMutableRawPointer, capacity: Int = LogicArena.size) {
        self.start = start
        self.capacity = capacity
    }

    /// Room for values, which the caller initializes.
    mutating func values(_ count: Int) throws(LogicFault) -> UnsafeMutablePointer<LogicValue> {
        let stride = MemoryLayout<LogicValue>.stride
        let first = (used &+ 7) & ~7
        guard count >= 0, first <= capacity, count <= (capacity &- first) / stride else { throw .noRoom }
        used = first &+ count &* stride
        return (start + first).assumingMemoryBound(to: LogicValue.self)
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) throws(LogicFault) {
        guard used < capacity else { throw .noRoom }
        start.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
        used &+= 1
    }

    mutating func append(_ bytes: Bytes) throws(LogicFault) {
        guard bytes.count >= 0, bytes.count <= capacity &- used else { throw .noRoom }
        (start + used).copyMemory(from: bytes.start, byteCount: bytes.count)
        used &+= bytes.count
    }

    @inline(__always)
    mutating func append(_ literal: StaticString) throws(LogicFault) { try append(Bytes(literal)) }

    /// What was appended since `used` was `mark`.
    func text(from mark: Int) -> Bytes { Bytes(start + mark, count: used &- mark) }

    /// Whether the value holds on to what was handed out since `used` was `mark`.
    @inline(__always)
    func isHeld(by value: LogicValue, from mark: Int) -> Bool {
        switch value {
        case .undefined, .null, .bool, .number, .literals, .context, .flagd: false
        case .string(let text), .json(let text): isWithin(text.start, from: mark)
        case .list(let first, count: _): isWithin(UnsafeRawPointer(first), from: mark)
        case .fold(let first): isWithin(UnsafeRawPointer(first), from: mark)
        }
    }

    @inline(__always)
    private func isWithin(_ pointer: UnsafeRawPointer, from mark: Int) -> Bool {
        pointer >= UnsafeRawPointer(start + mark) && pointer < UnsafeRawPointer(start + capacity)
    }
}
