import FlagModel
import FlagSnapshot
import SnapshotWriting

/// Any JSON as a rule: read, compiled, run; and what is written out again must be the same rule.
struct RuleTarget: FuzzTarget {
    private let context = FuzzContext()

    func run(_ input: UnsafeRawBufferPointer) {
        guard let json = try? JSONValue.parse(Array(input)), let rule = try? LogicExpression(json),
            let program = try? LogicProgram.encode(rule)
        else { return }
        let again = try? LogicProgram.encode(try LogicExpression(rule.json))
        require(again == program, "a rule written out is the same rule")
        withCopy(of: program) { program in
            context.withAttributes(input: .number(0.1)) { run(program, context.logic($0, unit: context.unit)) }
        }
    }

    private func run(_ program: Bytes, _ logic: LogicContext) {
        guard
            var interpreter = try? LogicInterpreter(
                program: program, context: logic, arena: context.newArena, steps: 10_000)
        else { return require(false, "what was compiled can be run") }
        if let value = try? interpreter.value() { _ = try? interpreter.variantName(of: value) }
    }

    var seeds: [[UInt8]] { Rules.texts.map { Array($0.utf8) } }
}
