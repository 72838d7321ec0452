import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing

/// Damage that no checksum tells of: the file is sealed again after it. The memory behind the file is guarded.
@Suite struct DamageTests {
    /// Everything that a record can hold.
    private static func everything() throws -> [UInt8] {
        var session = CompiledFeature.chat(key: "session", rules: [.serve(0)])
        session.bucketBy = "session"
        session.onStale = CompiledStaleness(after: 500_000_000, serve: 2)
        session.rollout = CompiledRollout(
            salt: "session/r1", candidate: 1, stages: (0..<16).map { .init(share: UInt32($0) * 6000, since: $0 * 1000) }
        )
        let isListed = LogicExpression.operation(
            .in, [.variable("plan"), .array((0..<20).map { .string("plan-\($0)") } + [.string("staff")])])
        let isNear = LogicExpression.operation(
            .or, [isListed, .operation(.startsWith, [.variable("plan"), .string("st")])])
        let text = LogicExpression.operation(.concatenate, [.variable("plan"), .string("-"), .variable("seats")])
        let fraction = LogicExpression.operation(
            .fractional, [text, .array([.string("on"), .number(30)]), .array([.string("off"), .number(70)])])
        let flag = CompiledFlag(
            key: "flag", variants: ["on", "off"].map { CompiledVariant(name: $0, value: Array("true".utf8)) },
            defaultVariant: 1, targeting: .operation(.if, [isNear, fraction, .null]), metadata: Array("{}".utf8))
        let names = (0..<12).map { LogicExpression.variable("seats\($0)") } + [.variable("plan")]
        return try snapshot(
            .chat(), session, .chat(key: "listed", rules: [.serve(1, when: isNear), .serve(0)]),
            .chat(key: "many", rules: [.serve(1, when: .operation(.or, names)), .serve(0)]), flags: [flag])
    }

    private static let keys = ["support-chat", "session", "listed", "many", "flag", "nobody"]
    private static let attributes: [(String, AttributeLiteral)] = [
        ("plan", .string("staff")), ("seats", .number(2.5)), ("session", .string("01ARZ3NDEKTSV4RRFFQ69G5FAV")),
    ]

    /// What each key comes to; `nil` where the file is refused.
    private static func answers(
        _ file: UnsafeRawBufferPointer, under control: ControlPageReader
    ) -> [Answer]? {
        try? keys.map { try evaluate($0, unit: "user-1", attributes, in: file, under: control) }
    }

    private static func damage(_ file: inout [UInt8], using generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let offset = Int.random(in: 40..<file.count, using: &generator)
            if Bool.random(using: &generator) {
                file[offset] = UInt8.random(in: 0...255, using: &generator)
            } else {
                // A number somewhere, of a kind that offsets and counts go wrong with.
                let number: UInt32 =
                    [0, 1, 7, 0x7fff_ffff, 0xffff_ffff, UInt32(file.count)].randomElement(
                        using: &generator) ?? 0
                for (place, byte) in withUnsafeBytes(of: number.littleEndian, Array.init).enumerated()
                where offset + place < file.count { file[offset + place] = byte }
            }
        }
        SnapshotWriter.seal(&file)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `a damaged snapshot answers and never crashes`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sound = try Self.everything()
        let memory = try GuardedMemory(capacity: sound.count)
        let directory = try TemporaryDirectory()
        let page = try ControlPageWriter(path: directory.path + "/control")
        page.confirm(at: 1_000_000_000)
        page.set(OverrideEntry(replaced: [.init(variant: KeyHash.of("canary"))]), for: KeyHash.of("listed"))
        let expected = try #require(Self.answers(memory.hold(sound), under: page.reader))
        #expect(expected.map(\.status) == [.ok, .ok, .ok, .ok, .ok, .flagNotFound])
        var differences = 0
        for _ in 0..<4000 {
            var file = sound
            Self.damage(&file, using: &generator)
            if Self.answers(memory.hold(file), under: page.reader) != expected { differences += 1 }
        }
        #expect(differences > 100)
    }

    /// As a file that somebody cut and sealed again, so that only offsets tell.
    @Test func `a snapshot that was cut and sealed again never reads beyond its end`() throws {
        let sound = try Self.everything()
        let memory = try GuardedMemory(capacity: sound.count)
        let directory = try TemporaryDirectory()
        let page = try ControlPageWriter(path: directory.path + "/control")
        var served = 0
        for count in SnapshotLayout.headerSize..<sound.count {
            var file = Array(sound[..<count])
            for (place, byte) in withUnsafeBytes(of: UInt64(count).littleEndian, Array.init).enumerated() {
                file[24 + place] = byte
            }
            SnapshotWriter.seal(&file)
            let answers = Self.answers(memory.hold(file), under: page.reader) ?? []
            served += answers.filter { $0.status == .ok }.count
        }
        #expect(served > 0)
    }

    /// Records whose own offsets point behind their end, but into the file.
    @Test func `a record is read within its own length`() throws {
        let sound = try snapshot(.chat(key: "a"), .chat(key: "b"))
        var refused = 0
        for slot in 0..<8 {
            let place = SnapshotLayout.headerSize + slot * 16 + 12
            var file = sound
            guard file[place..<place + 4].contains(where: { $0 != 0 }) else { continue }
            file.replaceSubrange(place..<place + 4, with: [100, 0, 0, 0])
            SnapshotWriter.seal(&file)
            for key in ["a", "b"] where try evaluate(key, unit: "u", in: file).status == .parseError { refused += 1 }
        }
        #expect(refused == 2)
    }
}
