import SeededRandom
import Testing

@testable import FlagSnapshot
@testable import SnapshotWriting

@Suite struct LogicProgramTests {
    private static let plan = LogicExpression.variable("plan")

    @Test(arguments: 0..<8)
    func `a program runs wherever it lies, with nothing readable behind it`(offset: Int) throws {
        let countries = LogicExpression.array((0..<20).map { .string("country-\($0)") })
        let rule = LogicExpression.operation(
            .and,
            [
                .operation(.in, [.variable("country"), countries]),
                .operation(.startsWith, [Self.plan, .string("pro")]),
                .operation(.equal, [.operation(.concatenate, [Self.plan, .number(1.5)]), .string("pro-x1.5")]),
            ])
        let program = try LogicProgram.encode(rule)
        let memory = try GuardedMemory(capacity: program.count + offset)
        let held = memory.hold(Array(repeating: 0xAA, count: offset) + program)
        let bytes = Bytes(UnsafeRawBufferPointer(rebasing: held[offset...]))
        #expect(try isTruthy(bytes, ["country": "country-7", "plan": "pro-x"]))
        #expect(try !isTruthy(bytes, ["country": "country-70", "plan": "pro-x"]))
        #expect(try !isTruthy(bytes, ["country": "country-7", "plan": "free"]))
    }

    @Test func `ordinary conditions need no arena`() throws {
        let literals = LogicExpression.array((0..<1_000).map { .string("id-\($0)") })
        let conditions: [(LogicExpression, Bool)] = [
            (.operation(.equal, [Self.plan, .string("pro")]), true),
            (.operation(.strictlyEqual, [Self.plan, .string("free")]), false),
            (.operation(.in, [Self.plan, .array([.string("free"), .string("pro")])]), true),
            (.operation(.not, [.operation(.in, [Self.plan, literals])]), true),
            (.operation(.startsWith, [Self.plan, .string("p")]), true),
            (.operation(.or, [.operation(.startsWith, [Self.plan, .string("x")]), .bool(true)]), true),
            (.operation(.and, [.operation(.in, [.string("ro"), Self.plan]), .operation(.truthy, [Self.plan])]), true),
            (.operation(.if, [Self.plan, .operation(.less, [.number(1), .number(2)]), .bool(false)]), true),
            (.operation(.semanticVersion, [.variable("version"), .string(">="), .string("2.0.0")]), true),
        ]
        for (condition, holds) in conditions {
            let program = try LogicProgram.encode(condition)
            let found = try program.withUnsafeBytes {
                try isTruthy(Bytes($0), ["plan": "pro", "version": "2.1.0"], arenaSize: 0)
            }
            #expect(found == holds)
        }
    }

    @Test func `literals are found among many as among few`() throws {
        var random = SeededGenerator(seed: 1)
        for count in [0, 1, 8, 9, 100, 5_000] {
            let literals: [LogicExpression] = (0..<count).map {
                switch $0 % 4 {
                case 0: .number(Double($0))
                case 1: .string("\($0)")
                case 2: .number(Double($0) / 3)
                default: $0 % 7 == 0 ? .bool(true) : .string("é\($0)")
                }
            }
            let program = try LogicProgram.encode(.operation(.in, [.variable("x"), .array(literals)]))
            for _ in 0..<200 {
                let number = Int.random(in: 0..<(count * 2 + 4), using: &random)
                let text = number % 4 == 3 ? "é\(number)" : "\(number)"
                let isFound = try program.withUnsafeBytes { try isTruthy(Bytes($0), ["x": text]) }
                #expect(isFound == literals.contains(.string(text)))
                for value in [Double(number), Double(number) / 3, -0.0] {
                    let isFound = try program.withUnsafeBytes { try isTruthy(Bytes($0), numbers: ["x": value]) }
                    #expect(isFound == literals.contains(.number(value)))
                }
            }
        }
    }

    @Test func `literals that are the same count once, and differently composed texts are different`() throws {
        let literals = LogicExpression.array(
            Array(repeating: .string("é"), count: 50_000) + [.string("e\u{301}"), .string("last")])
        let program = try LogicProgram.encode(.operation(.in, [.variable("x"), literals]))
        for (text, isThere) in [("é", true), ("e\u{301}", true), ("last", true), ("e", false)] {
            #expect(try program.withUnsafeBytes { try isTruthy(Bytes($0), ["x": text], steps: 10) } == isThere)
        }
    }

    @Test func `a rule beyond the limits is refused`() throws {
        var deep = LogicExpression.bool(true)
        for _ in 1..<LogicProgram.maximumDepth { deep = .operation(.not, [deep]) }
        _ = try LogicProgram.encode(deep)
        #expect(throws: LogicProgram.Fault.tooDeep(limit: LogicProgram.maximumDepth)) {
            try LogicProgram.encode(.operation(.not, [deep]))
        }
        let many = LogicExpression.array(Array(repeating: .null, count: LogicProgram.maximumNodes))
        #expect(throws: LogicProgram.Fault.tooManyParts(limit: LogicProgram.maximumNodes)) {
            try LogicProgram.encode(many)
        }
        let text = String(repeating: "x", count: LogicProgram.maximumSize)
        #expect(throws: LogicProgram.Fault.tooLarge(limit: LogicProgram.maximumSize)) {
            try LogicProgram.encode(.string(text))
        }
    }

    @Test func `a rule that runs into a limit is a fault`() throws {
        let doubled = LogicExpression.operation(
            .concatenate, [.variable("accumulator"), .variable("accumulator"), .string("x")])
        let rule = LogicExpression.operation(
            .reduce, [.array(Array(repeating: .null, count: 64)), doubled, .string("x")])
        try fails(rule, .noRoom)
        try fails(rule, .tooManySteps, steps: 50)
        let list = LogicExpression.array(Array(repeating: .null, count: 60))
        var nested = LogicExpression.bool(false)
        for _ in 0..<8 { nested = .operation(.some, [list, nested]) }
        try fails(nested, .tooManySteps)
        try fails(.failure, .failure)
    }

    @Test func `nodes that contain themselves end at the depth limit`() throws {
        var program = try LogicProgram.encode(.operation(.not, [.operation(.not, [.null])]))
        // The inner operation's child becomes the outer one.
        program[16 + 16 + 8] = 0
        program.withUnsafeBytes { bytes in
            _ = #expect(throws: LogicFault.tooDeep) { try isTruthy(Bytes(bytes), [:]) }
        }
    }

    @Test func `a program that was cut or is none is refused`() throws {
        let program = try LogicProgram.encode(.operation(.equal, [Self.plan, .string("pro")]))
        let memory = try GuardedMemory(capacity: program.count)
        for count in 0..<program.count {
            let cut = memory.hold(program.prefix(count))
            #expect(throws: LogicFault.damaged) { try isTruthy(Bytes(cut), ["plan": "pro"]) }
        }
    }

    @Test func `random bytes as programs never reach beyond their end`() throws {
        var random = SeededGenerator(seed: 2)
        let memory = try GuardedMemory(capacity: 512)
        for _ in 0..<20_000 {
            let nodes = Int.random(in: 1...12, using: &random)
            let size = 16 + nodes * 16 + Int.random(in: 0...64, using: &random)
            var program = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next() & random.next() & 0x3F) }
            for node in 0..<nodes {
                program[16 + node * 16] = UInt8.random(in: 0...9, using: &random)
                program.replaceSubrange(18 + node * 16..<20 + node * 16, with: [UInt8(random.next() % 12), 0])
                for field in [20, 24, 28] {
                    let wild = random.next() % 16 == 0
                    program.replaceSubrange(
                        field + node * 16..<field + node * 16 + 4,
                        with: wild ? [255, 255, 255, 255] : [UInt8(random.next() % 12), 0, 0, 0])
                }
            }
            program.withUnsafeMutableBytes {
                $0.storeBytes(of: LogicProgram.magic.littleEndian, as: UInt32.self)
                $0.storeBytes(of: UInt32(size).littleEndian, toByteOffset: 4, as: UInt32.self)
                $0.storeBytes(of: UInt32(nodes).littleEndian, toByteOffset: 8, as: UInt32.self)
            }
            let bytes = Bytes(memory.hold(program))
            _ = try? isTruthy(bytes, ["": "x"], arenaSize: 1_024, steps: 500)
            _ = try? withInterpreter(bytes, [:], arenaSize: 1_024, steps: 500) { try $0.value() }
        }
    }

    private func fails(_ rule: LogicExpression, _ fault: LogicFault, steps: Int = 65_536) throws {
        try LogicProgram.encode(rule).withUnsafeBytes { bytes in
            _ = #expect(throws: fault) { try isTruthy(Bytes(bytes), [:], steps: steps) }
        }
    }
}

private func isTruthy(
    _ program: Bytes, _ texts: [String: String] = [:], numbers: [String: Double] = [:],
    arenaSize: Int = LogicArena.size, steps: Int = 65_536
) throws -> Bool {
    try withInterpreter(program, texts, numbers: numbers, arenaSize: arenaSize, steps: steps) { try $0.isTruthy() }
}

private func withInterpreter<Result>(
    _ program: Bytes, _ texts: [String: String], numbers: [String: Double] = [:], arenaSize: Int, steps: Int,
    _ body: (inout LogicInterpreter) throws -> Result
) throws -> Result {
    var attributes: [Attribute] = []
    var held: [UnsafeMutableBufferPointer<UInt8>] = []
    defer { held.forEach { $0.deallocate() } }
    func hold(_ text: String) -> Bytes {
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
        _ = memory.initialize(fromContentsOf: text.utf8)
        held.append(memory)
        return Bytes(UnsafeRawBufferPointer(memory))
    }
    for (name, text) in texts { attributes.append(Attribute(name: hold(name), value: .string(hold(text)))) }
    for (name, number) in numbers { attributes.append(Attribute(name: hold(name), value: .number(number))) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(arenaSize, 1), alignment: 16)
    defer { memory.deallocate() }
    return try attributes.withUnsafeBufferPointer { attributes in
        var interpreter = try LogicInterpreter(
            program: program, context: LogicContext(flagKey: .empty, unit: .empty, attributes: attributes),
            arena: LogicArena(memory, capacity: arenaSize), steps: steps)
        return try body(&interpreter)
    }
}
