import FlagModel
import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing
import logic_fixture

@Suite struct LogicFuzzTests {
    @Test(arguments: [Bucketing.v2, .v3])
    func `random rules end within their limits, twice with the same result`(bucketing: Bucketing) throws {
        var random = SeededGenerator(seed: UInt64(bucketing.rawValue))
        var results = 0
        for _ in 0..<6_000 {
            let program = try LogicProgram.encode(LogicExpression(random.rule(depth: 6)))
            let context = random.context()
            var run = RuleRun()
            run.bucketing = bucketing
            run.arenaSize = Int.random(in: 0...4_096, using: &random)
            run.steps = Int.random(in: 0...2_000, using: &random)
            let first = Self.outcome(run, program, context)
            #expect(Self.outcome(run, program, context) == first)
            if !first.hasPrefix("fault") { results += 1 }
        }
        #expect(results > 2_000)
    }

    @Test func `programs with random damage end in a result or a fault`() throws {
        var random = SeededGenerator(seed: 3)
        var run = RuleRun()
        run.steps = 3_000
        for _ in 0..<200 {
            let program = try LogicProgram.encode(LogicExpression(random.rule(depth: 5)))
            let context = random.context()
            for _ in 0..<50 {
                var damaged = program
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    // The header's magic and length stay, so that the rest is looked at.
                    let index = Int.random(in: 8..<damaged.count, using: &random)
                    damaged[index] =
                        Bool.random(using: &random)
                        ? UInt8.random(in: 0...12, using: &random)
                        : UInt8.random(in: .min ... .max, using: &random)
                }
                _ = Self.outcome(run, damaged, context)
            }
        }
    }

    @Test func `malformed JSON in a context fails the rules that read it, and only those`() throws {
        var random = SeededGenerator(seed: 4)
        let reading = try LogicProgram.encode(LogicExpression(json(##"{"cat": [{"var": "x.a.0"}, {"var": "x"}]}"##)))
        let notReading = try LogicProgram.encode(LogicExpression(json(##"{"var": "y"}"##)))
        let sound = Array(##"{"a": [1.5e3, "é\n\ud83d\ude00", null], "b": {"c": true}, "d": false}"##.utf8)
        var refused = 0
        for _ in 0..<5_000 {
            let text = random.mutated(sound)
            let isSound = (try? JSONValue.parse(text)) != nil
            let outcome = Self.outcome(attribute: text, reading)
            if outcome == "fault malformedContext" { refused += 1 }
            // The strict reader also refuses double keys, broken UTF-8 and infinite numbers.
            if isSound { #expect(outcome != "fault malformedContext", "\(String(decoding: text, as: UTF8.self))") }
            #expect(Self.outcome(attribute: text, notReading) == "null")
        }
        #expect(refused > 2_000)
    }

    private static func outcome(_ run: RuleRun, _ program: [UInt8], _ context: JSONValue) -> String {
        do {
            return try run.result(of: program, on: context).canonicalText
        } catch { return "fault \(error)" }
    }

    private static func outcome(attribute text: [UInt8], _ program: [UInt8]) -> String {
        let arena = UnsafeMutableRawPointer.allocate(byteCount: LogicArena.size, alignment: 16)
        defer { arena.deallocate() }
        let name = Array("x".utf8)
        return text.withUnsafeBytes { text in
            name.withUnsafeBytes { name in
                program.withUnsafeBytes { program in
                    [Attribute(name: Bytes(name), value: .json(Bytes(text)))].withUnsafeBufferPointer { attributes in
                        outcome(
                            Bytes(program), LogicContext(flagKey: .empty, unit: .empty, attributes: attributes),
                            LogicArena(arena))
                    }
                }
            }
        }
    }

    private static func outcome(_ program: Bytes, _ context: LogicContext, _ arena: LogicArena) -> String {
        do throws(LogicFault) {
            var rule = try LogicInterpreter(program: program, context: context, arena: arena, steps: 65_536)
            if case .null = try rule.value() { return "null" }
            return "value"
        } catch { return "fault \(error)" }
    }
}
