import FlagSnapshot

/// Any bytes as a compiled rule, as the JSON of an attribute, and as a unit: two lengths of two bytes, then these three.
struct ProgramTarget: FuzzTarget {
    private let context = FuzzContext()

    func run(_ input: UnsafeRawBufferPointer) {
        guard input.count >= 4 else { return }
        let lengths = (Int(input[0]) | Int(input[1]) << 8, Int(input[2]) | Int(input[3]) << 8)
        let rest = input[4...]
        let program = HeldBytes(rest.prefix(lengths.0))
        let json = HeldBytes(rest.dropFirst(lengths.0).prefix(lengths.1))
        let unit = HeldBytes(rest.dropFirst(lengths.0 + lengths.1))
        for value in [Attribute.Value.json(json.bytes), .string(json.bytes)] {
            context.withAttributes(input: value) { attributes in
                run(program.bytes, context.logic(attributes, unit: unit.bytes))
            }
        }
    }

    private func run(_ program: Bytes, _ context: LogicContext) {
        let arena = self.context.newArena
        if var interpreter = try? LogicInterpreter(program: program, context: context, arena: arena, steps: 10_000),
            let value = try? interpreter.value()
        {
            _ = try? interpreter.variantName(of: value)
        }
        if var interpreter = try? LogicInterpreter(program: program, context: context, arena: arena, steps: 10_000) {
            _ = try? interpreter.isTruthy()
        }
    }

    var seeds: [[UInt8]] {
        Rules.samples.compactMap { try? LogicProgram.encode(LogicExpression($0)) }.map { program in
            let json = Array(#"{"b":[1,2.5e3,"x\u00e9"],"a":null}"#.utf8)
            let head = [program.count, json.count].flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
            return head + program + json + Array("user-1".utf8)
        }
    }
}
