import FlagSnapshot

/// A context with an attribute of every type, and memory for rules.
struct FuzzContext {
    private let arena = UnsafeMutableRawPointer.allocate(byteCount: LogicArena.size, alignment: 8)
    private let names = ["plan", "count", "beta", "person", "version", "input"].map { HeldBytes($0.utf8) }
    private let plan = HeldBytes("pro".utf8)
    private let version = HeldBytes("1.2.3-rc.1".utf8)
    private let key = HeldBytes("chat".utf8)
    private let unit = HeldBytes("user-1".utf8)
    private let person = HeldBytes(#"{"city":"Köln","level":3,"tags":["a",null,{"b":[1.5,-0]}]}"#.utf8)

    static let unixSeconds: UInt64 = 1_780_000_000

    /// Calls with attributes of which `input` is the last.
    func withAttributes<Result>(
        input: Attribute.Value, _ body: (UnsafeBufferPointer<Attribute>) -> Result
    ) -> Result {
        let values: [Attribute.Value] = [
            .string(plan.bytes), .number(42), .bool(true), .json(person.bytes), .string(version.bytes), input,
        ]
        let attributes = zip(names, values).map { Attribute(name: $0.bytes, value: $1) }
        return attributes.withUnsafeBufferPointer(body)
    }

    func logic(_ attributes: UnsafeBufferPointer<Attribute>, unit: Bytes? = nil) -> LogicContext {
        LogicContext(
            flagKey: key.bytes, unit: unit ?? self.unit.bytes, attributes: attributes, bucketing: .v3,
            unixSeconds: Self.unixSeconds)
    }

    var newArena: LogicArena { LogicArena(arena) }
}
