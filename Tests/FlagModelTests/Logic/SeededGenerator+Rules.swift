import FlagModel
import FlagSnapshot
import SeededRandom
import SnapshotWriting

extension SeededGenerator {
    private static let scalars: [JSONValue] = [
        .null, true, false, 0, 1, -1, 2, 3.5, 1e21, 1e-7, 1e300, "", "0", "1", "a", "abc", "pro", " 12 ", "0x1F",
        "-5e3", "Infinity", "é", "a😀b", "length", "1.2.3", "user-1", "1,2",
    ]
    private static let paths: [JSONValue] = [
        "a", "b", "list", "list.0", "list.length", "object", "object.x.1", "", "current", "accumulator", "current.x",
        "targetingKey", "$flagd.flagKey", "$flagd", "nope", "a.b.c", 1,
    ]

    /// A rule of any shape, sound or not.
    mutating func rule(depth: Int) -> JSONValue {
        switch Int.random(in: depth > 0 ? 0..<12 : 0..<5, using: &self) {
        case 0...2: return Self.scalars.randomElement(using: &self) ?? .null
        case 3...4: return ["var": Self.paths.randomElement(using: &self) ?? .null]
        case 5: return .array(rules(atMost: 4, depth: depth))
        case 6: return ["x": rule(depth: depth - 1), "y": 1]
        default:
            let operation = LogicOperation.allCases.randomElement(using: &self) ?? .and
            return .object([operation.symbol: .array(rules(atMost: 4, depth: depth))])
        }
    }

    private mutating func rules(atMost count: Int, depth: Int) -> [JSONValue] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in rule(depth: depth - 1) }
    }

    mutating func context() -> JSONValue {
        let value = { (random: inout SeededGenerator) in Self.scalars.randomElement(using: &random) ?? .null }
        return [
            "targetingKey": value(&self), "a": value(&self), "b": value(&self),
            "list": .array((0..<Int.random(in: 0..<6, using: &self)).map { _ in value(&self) }),
            "object": ["x": [value(&self), value(&self)], "é\"": ["y": value(&self)]],
        ]
    }
}
