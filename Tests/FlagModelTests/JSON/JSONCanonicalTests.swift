import FlagModel
import SeededRandom
import Testing

@Suite struct JSONCanonicalTests {
    @Test(
        arguments: [
            (["b": 1, "a": [.null, true, "x"], "B": 0.5], #"{"B":0.5,"a":[null,true,"x"],"b":1}"#),
            (["\u{FF61}": 1, "😀": 2], "{\"\u{FF61}\":1,\"😀\":2}"),
            ("\u{1}\u{1f}\"\\/\u{7f}\n", "\"\\u0001\\u001f\\\"\\\\/\u{7f}\\n\""),
            (.number(1), "1"), (.number(-0.0), "0"), (.number(0.1), "0.1"), (.number(1e21), "1e+21"),
            (.number(.infinity), "null"), (.number(.nan), "null"), ([:], "{}"), ([], "[]"),
        ] as [(JSONValue, String)])
    func `writes the one text of a value`(value: JSONValue, text: String) {
        #expect(value.canonicalText == text)
    }

    @Test func `what is written reads back as the same value and the same text`() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<3_000 {
            let value = JSONValue.random(using: &generator, depth: 5)
            let read = try JSONValue.parse(value.canonical)
            #expect(read == value)
            #expect(read.canonical == value.canonical)
        }
    }

    @Test func `any finite float survives`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            let read = try JSONValue.parse(JSONValue.number(value).canonical)
            #expect(read.number == value)
        }
    }
}

extension JSONValue {
    /// A value as the reader makes them: whole numbers are integers.
    static func random(using generator: inout SeededGenerator, depth: Int) -> JSONValue {
        let kinds = depth > 0 ? 8 : 6
        switch Int.random(in: 0..<kinds, using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0...63, using: &generator))
        case 3: return .number(Double(Int.random(in: -999...999, using: &generator)) + 0.3)
        case 4, 5: return .string(randomText(using: &generator))
        case 6:
            let count = Int.random(in: 0...4, using: &generator)
            return .array((0..<count).map { _ in random(using: &generator, depth: depth - 1) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                members[randomText(using: &generator)] = random(using: &generator, depth: depth - 1)
            }
            return .object(members)
        }
    }

    private static func randomText(using generator: inout SeededGenerator) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "B", "0", "\"", "\\", "/", "\n", "\u{1}", "é", "€", "😀", " ", "{", "\u{7f}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            text.append(scalars.randomElement(using: &generator) ?? "a")
        }
        return String(text)
    }
}
