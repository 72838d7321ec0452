import FlagSnapshot
import SnapshotWriting

/// Any bytes as a compiled rule, as the JSON of an attribute, and as a unit: two lengths of two bytes, then these three.
struct ProgramTarget: FuzzTarget {
    private let context = FuzzContext()

    func run(_ input: UnsafeRawBufferPointer) {
        guard input.count >= 4 else { return }
        let lengths = (Int(input[0]) | Int(input[1]) << 8, Int(input[2]) | Int(input[3]) << 8)
        let rest = input[4...]
        withCopy(of: rest.prefix(lengths.0)) { program in
            withCopy(of: rest.dropFirst(lengths.0).prefix(lengths.1)) { text in
                withCopy(of: rest.dropFirst(lengths.0 + lengths.1)) { unit in
                    for value in [Attribute.Value.json(text), .string(text)] {
                        context.withAttributes(input: value) { run(program, context.logic($0, unit: unit)) }
                    }
                }
            }
        }
    }

    private func run(_ program: Bytes, _ logic: LogicContext) {
        let arena = context.newArena
        if var interpreter = try? LogicInterpreter(program: program, context: logic, arena: arena, steps: 10_000),
            let value = try? interpreter.value()
        {
            _ = try? interpreter.variantName(of: value)
        }
        if var interpreter = try? LogicInterpreter(program: program, context: logic, arena: arena, steps: 10_000) {
            _ = try? interpreter.isTruthy()
        }
    }

    var seeds: [[UInt8]] {
        Rules.samples.compactMap { try? LogicProgram.encode($0) }.map { program in
            let json = Array(#"{"b":[1,2.5e3,"x\u00e9"],"a":null}"#.utf8)
            let lengths = [program.count, json.count].flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
            return lengths + program + json + Array("user-1".utf8)
        }
    }
}
