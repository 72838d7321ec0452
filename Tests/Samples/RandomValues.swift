package import FlagModel
package import SeededRandom

extension JSONValue {
    package static func randomText(using generator: inout SeededGenerator) -> String {
        texts.randomElement(using: &generator) ?? ""
    }

    private static let texts = [
        "", "a", "yes", "null", "~", "1", "1.5", "0x1f", "- a", "a: b", "a #b", " a", "a ", "line\nbreak", "\"q\"",
        "'", "é", "@x", "*x", "&x", "!x", "%x", "on", "2026-01-01", "{", "[", "key", "name", ".inf", "a:", "\t",
        "a\nb\n", "a\n\n", "\n", "\na", " a\nb", "a\n b", "a \n b ", "a\n  ", "a\n\tb", "---\na", "a\n...\nb", "a\r\nb",
        "\u{85}", "a\u{2028}\nb", "\u{7F}", "\u{FEFF}a", "\u{1F600}", "e\u{301}", "1e3", "0o7", "+1", "# a\nb", "|\na",
        "\u{0}\n",
    ]

    /// A small value of any kind; texts are chosen to be mistaken for something else.
    package static func random(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch UInt8.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: -3...3, using: &generator))
        case 3: return .number(Double.random(in: -1...1, using: &generator))
        case 4: return .string(randomText(using: &generator))
        case 5:
            let count = Int.random(in: 0...3, using: &generator)
            return .array((0..<count).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                members[randomText(using: &generator)] = random(depth: depth - 1, using: &generator)
            }
            return .object(members)
        }
    }
}
