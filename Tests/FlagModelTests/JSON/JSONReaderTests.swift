import FlagModel
import SeededRandom
import Testing

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("1.0", 1), ("1e3", 1000),
            ("-12.5e-1", -1.25), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(0x1p63)), ("1e300", 1e300), ("5e-324", .number(.leastNonzeroMagnitude)),
            ("\"\"", ""),
            ("\"\\u00e9\\uD83D\\uDE00\\/\"", "é😀/"), ("\"\\b\\f\\n\\r\\t\\\"\\\\\"", "\u{8}\u{C}\n\r\t\"\\"),
            (" [ ] ", []), ("{ }", [:]),
            ("\r\n\t[1,[2,{\"a\":[]}]]", [1, [2, ["a": []]]]), ("\"\u{7f}\"", "\u{7f}"),
        ] as [(String, JSONValue)])
    func `reads a valid text`(text: String, expected: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == expected)
    }

    @Test(
        arguments: [
            ("", 1, 1, "the text ends"), (" ", 1, 2, "the text ends"), ("{", 1, 2, "a key in double quotes"),
            ("[1,]", 1, 4, "no JSON value"), ("{\"a\":1,}", 1, 8, "a key in double quotes"),
            ("[1 2]", 1, 4, "',' or ']'"),
            ("{\"a\" 1}", 1, 6, "':'"), ("{\"a\":1 \"b\":2}", 1, 8, "',' or '}'"), ("{a:1}", 1, 2, "a key"),
            ("nul", 1, 1, "no JSON value"), ("True", 1, 1, "no JSON value"), ("NaN", 1, 1, "no JSON value"),
            ("01", 1, 2, "leading zero"), ("-", 1, 2, "a digit"), ("-x", 1, 2, "a digit"), ("1.", 1, 3, "a digit"),
            (".5", 1, 1, "no JSON value"), ("+1", 1, 1, "no JSON value"), ("1e", 1, 3, "a digit"),
            ("1e+", 1, 4, "a digit"),
            ("1e999", 1, 6, "too large"), ("0x1", 1, 2, "follows the end"), ("1 1", 1, 3, "follows the end"),
            ("\"a", 1, 3, "does not end"), ("\"a\\", 1, 4, "does not end"), ("\"\\x\"", 1, 4, "no such escape"),
            ("\"\\u12\"", 1, 6, "four hexadecimal"), ("\"\\ud800\"", 1, 8, "surrogate"),
            ("\"\\udc00\"", 1, 8, "surrogate"),
            ("\"\\ud800\\u0041\"", 1, 14, "surrogate"), ("\"a\nb\"", 1, 3, "control character"),
            ("\"\\n\u{1}\"", 1, 4, "control character"), ("[\n1,\n  x]", 3, 3, "no JSON value"),
            ("{\"a\":1,\n \"a\":2}", 2, 2, "twice"), ("{\"é\":1,\"e\u{301}\":2}", 1, 9, "twice"),
            ("// c\n1", 1, 1, "no JSON value"), ("'a'", 1, 1, "no JSON value"), ("\u{FEFF}1", 1, 1, "no JSON value"),
        ] as [(String, Int, Int, String)])
    func `refuses an invalid text and says where`(text: String, line: Int, column: Int, message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0x80], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func `refuses invalid UTF-8 in strings and keys`(sequence: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONValue.parse([quote] + sequence + [quote]) }
        #expect(throws: JSONError.self) { try JSONValue.parse(Array("\"\\n".utf8) + sequence + [quote]) }
        #expect(throws: JSONError.self) { try JSONValue.parse(Array("{\"".utf8) + sequence + Array("\":1}".utf8)) }
        #expect(throws: JSONError.self) { try JSONValue.parse(sequence) }
    }

    @Test func `holds to its limits`() throws {
        let deep = { (depth: Int) in [UInt8](repeating: UInt8(ascii: "["), count: depth) }
        let closing = { (depth: Int) in [UInt8](repeating: UInt8(ascii: "]"), count: depth) }
        #expect(throws: Never.self) { try JSONValue.parse(deep(64) + closing(64)) }
        let tooDeep = #expect(throws: JSONError.self) { try JSONValue.parse(deep(1 << 20)) }
        #expect(tooDeep?.message == "nested more than 64 deep")
        #expect(throws: JSONError.self) { try JSONValue.parse(deep((1 << 20) + 1)) }
        let many = Array(("[0" + String(repeating: ",0", count: 10) + "]").utf8)
        #expect(throws: Never.self) { try JSONValue.parse(many, limits: JSONLimits(values: 12)) }
        #expect(throws: JSONError.self) { try JSONValue.parse(many, limits: JSONLimits(values: 11)) }
        #expect(throws: JSONError.self) { try JSONValue.parse(many, limits: JSONLimits(bytes: many.count - 1)) }
        let longNumber = Array(("0." + String(repeating: "1", count: 400)).utf8)
        #expect(throws: JSONError.self) { try JSONValue.parse(longNumber) }
    }

    @Test func `mutated texts are read or refused, never worse`() {
        var generator = SeededGenerator(seed: 1)
        var refused = 0
        for _ in 0..<5_000 {
            let text = generator.mutated(JSONValue.random(using: &generator, depth: 4).canonical)
            do {
                let value = try JSONValue.parse(text)
                #expect((try? JSONValue.parse(value.canonical)) == value)
            } catch {
                refused += 1
                #expect(error.line >= 1 && error.column >= 1 && error.column <= text.count + 1)
            }
        }
        #expect(refused > 1_000)
    }
}
