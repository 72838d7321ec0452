import FlagSnapshot
import SnapshotWriting

/// A context with an attribute of every type, and memory for rules.
struct FuzzContext {
    let unit = kept("user-1")
    private let key = kept("chat")
    private let arena = UnsafeMutableRawPointer.allocate(byteCount: LogicArena.size, alignment: 8)
    let room = AttributeRoom(UnsafeMutableRawPointer.allocate(byteCount: AttributeRoom.size, alignment: 8))
    private let attributes: [Attribute] = [
        Attribute(name: kept("plan"), value: .string(kept("pro"))),
        Attribute(name: kept("count"), value: .number(42)),
        Attribute(name: kept("beta"), value: .bool(true)),
        Attribute(name: kept("version"), value: .string(kept("1.2.3-rc.1"))),
        Attribute(
            name: kept("person"), value: .json(kept(#"{"city":"Köln","level":3,"tags":["a",null,{"b":[1.5,-0]}]}"#))),
    ]
    private let input = kept("input")

    static let unixSeconds: UInt64 = 1_780_000_000

    /// Calls with attributes of which the last, `input`, has this value.
    func withAttributes(input value: Attribute.Value, _ body: (UnsafeBufferPointer<Attribute>) -> Void) {
        (attributes + [Attribute(name: input, value: value)]).withUnsafeBufferPointer(body)
    }

    func logic(_ attributes: UnsafeBufferPointer<Attribute>, unit: Bytes) -> LogicContext {
        LogicContext(
            flagKey: key, unit: unit, attributes: attributes, bucketing: .v3, unixSeconds: Self.unixSeconds)
    }

    var newArena: LogicArena { LogicArena(arena) }
}
