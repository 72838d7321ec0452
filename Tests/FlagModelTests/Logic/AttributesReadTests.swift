import FlagModel
import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing
import logic_fixture

@Suite struct AttributesReadTests {
    @Test func `what a rule is said not to read makes no difference to it`() throws {
        var random = SeededGenerator(seed: 11)
        var narrowed = 0
        for _ in 0..<10_000 {
            let rule = random.rule(depth: 5)
            let context = random.context()
            let expression = try LogicExpression(rule)
            var read = AttributesRead()
            read.add(expression)
            guard !read.isWhole, let members = context.object else { continue }
            let kept = members.filter { $0.key == "targetingKey" || read.names.contains(Array($0.key.utf8)) }
            let program = try LogicProgram.encode(expression)
            #expect(
                Self.outcome(program, .object(kept)) == Self.outcome(program, context), "\(rule.canonicalText)")
            if kept.count < members.count { narrowed += 1 }
        }
        #expect(narrowed > 3_000)
    }

    private static func outcome(_ program: [UInt8], _ context: JSONValue) -> String {
        do {
            return try RuleRun().result(of: program, on: context).canonicalText
        } catch { return "fault \(error)" }
    }
}
