import FlagModel
import SeededRandom
import TestServers

extension JSONValue {
    /// A small value of any kind; texts are chosen to be mistaken for something else.
    static func random(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        let texts = [
            "", "a", "yes", "null", "~", "1", "1.5", "0x1f", "- a", "a: b", "a #b", " a", "a ", "line\nbreak", "\"q\"",
            "'", "é", "@x", "*x", "&x", "!x", "%x", "on", "2026-01-01", "{", "[", "key", "name", ".inf", "a:", "\t",
        ]
        switch UInt8.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: -3...3, using: &generator))
        case 3: return .number(Double.random(in: -1...1, using: &generator))
        case 4: return .string(texts.randomElement(using: &generator) ?? "")
        case 5:
            let count = Int.random(in: 0...3, using: &generator)
            return .array((0..<count).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                members[texts.randomElement(using: &generator) ?? ""] = random(depth: depth - 1, using: &generator)
            }
            return .object(members)
        }
    }
}
