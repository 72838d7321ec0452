import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing

/// A session keeps the stage that was in force when it began.
@Suite struct SessionTests {
    private typealias Stage = CompiledRollout.Stage

    /// 1,795,435,200,000 is 2026-11-23T12:00:00Z.
    private static let noon: Int64 = 1_795_435_200_000
    /// Nobody, then everybody: which stage a session is in shows at once.
    private static let stages = [Stage(share: 0, since: noon), Stage(share: 100_000, since: noon + 3_600_000)]

    private static func chat(_ stages: [CompiledRollout.Stage], bucketBy: String? = "session") -> CompiledFeature {
        var feature = CompiledFeature.chat(rules: [.serve(0)])
        feature.bucketBy = bucketBy
        feature.rollout = CompiledRollout(salt: "support-chat/r1", candidate: 1, stages: stages)
        return feature
    }

    private static func uuid(_ milliseconds: Int64, _ rest: UInt64 = 0x123_4567_89ab_cdef) -> String {
        let digits = String(milliseconds, radix: 16)
        let time = String(repeating: "0", count: 12 - digits.count) + digits
        let tail = String(rest | 1 << 60, radix: 16).suffix(15)
        return
            "\(time.prefix(8))-\(time.suffix(4))-7\(tail.prefix(3))-8\(tail.dropFirst(3).prefix(3))-\(tail.suffix(9))000"
    }

    private static func ulid(_ milliseconds: Int64) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let time = (0..<10).map { alphabet[Int(milliseconds >> (45 - $0 * 5)) & 31] }
        return String(time) + "0123456789ABCDEF"
    }

    @Test(
        arguments: [
            ([("session_started_at", .number(1_795_435_200))], "stable"),
            ([("session_started_at", .number(1_795_438_799.999))], "stable"),
            ([("session_started_at", .number(1_795_438_800))], "canary"),
            ([("session_started_at", .string("2026-11-23T12:30:00Z"))], "stable"),
            ([("session_started_at", .string("2026-11-23T15:00:00.000+02:00"))], "canary"),
            ([("session", .string(uuid(noon + 1)))], "stable"),
            ([("session", .string(uuid(noon + 3_600_000).uppercased()))], "canary"),
            ([("session", .string(ulid(noon + 3_599_999)))], "stable"),
            ([("session", .string(ulid(noon + 3_600_000).lowercased()))], "canary"),
            // What the caller says counts, and the id only where that says nothing.
            ([("session", .string(ulid(noon))), ("session_started_at", .number(1_795_438_800))], "canary"),
            ([("session", .string(ulid(noon))), ("session_started_at", .string("yesterday"))], "stable"),
            ([("session", .string(ulid(noon))), ("session_started_at", .bool(true))], "stable"),
            // Before the first stage nobody is on the candidate; what lies ahead counts as now.
            ([("session_started_at", .number(0))], "stable"),
            ([("session_started_at", .number(-1e300))], "canary"),
            ([("session_started_at", .number(4e9))], "canary"),
            ([("session_started_at", .number(.nan))], "canary"),
            ([("session_started_at", .number(.infinity))], "canary"),
            // Unreadable: the stage in force.
            ([], "canary"),
            ([("session", .string("7XZZZZZZZZ0123456789ABCDEF!"))], "canary"),
            ([("session", .string("8" + ulid(noon).dropFirst()))], "canary"),
            ([("session", .string(uuid(noon).replacing("-7", with: "-4")))], "canary"),
            ([("session", .string(uuid(noon).replacing("-", with: "_")))], "canary"),
        ] as [([(String, AttributeLiteral)], String)])
    func `the stage is that of the session's beginning`(
        attributes: [(String, AttributeLiteral)], variant: String
    ) throws {
        let file = try snapshot(Self.chat(Self.stages))
        var attributes = attributes
        if !attributes.contains(where: { $0.0 == "session" }) { attributes.append(("session", .string("s-1"))) }
        #expect(try evaluate("support-chat", attributes, in: file).variant == variant)
    }

    @Test func `only a feature that buckets by session asks when it began`() throws {
        let file = try snapshot(Self.chat(Self.stages, bucketBy: nil))
        let early: [(String, AttributeLiteral)] = [("session_started_at", .number(1_795_435_200))]
        #expect(try evaluate("support-chat", unit: "user-1", early, in: file).variant == "canary")
    }

    /// Whatever stages follow, a session gets what it got in the stage it began in.
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `a session keeps its stage`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            var since = Self.noon
            let stages = (0..<Int.random(in: 1...16, using: &generator)).map { _ in
                since += Int64.random(in: 1...100_000_000, using: &generator)
                return Stage(share: UInt32.random(in: 0...100_000, using: &generator), since: since)
            }
            let files = try stages.indices.map { try snapshot(Self.chat(Array(stages[...$0]))) }
            for _ in 0..<10 {
                let began = Int64.random(in: Self.noon...since + 1000, using: &generator)
                let rest = UInt64.random(in: 0...UInt64.max >> 4, using: &generator)
                let session = [("session", AttributeLiteral.string(Self.uuid(began, rest)))]
                guard let stage = stages.lastIndex(where: { $0.since <= began }) else {
                    for file in files { #expect(try evaluate("support-chat", session, in: file).arm != .treatment) }
                    continue
                }
                let first = try evaluate("support-chat", session, in: files[stage])
                for file in files[stage...] { #expect(try evaluate("support-chat", session, in: file) == first) }
            }
        }
    }

    /// What overrides a stage does so for sessions that began long ago.
    @Test func `a kill, a withdrawal, a trip and a rollback hold at once`() throws {
        let file = try snapshot(Self.chat([Stage(share: 100_000, since: Self.noon)]))
        let session = [("session", AttributeLiteral.string(Self.uuid(Self.noon + 1)))]
        let directory = try TemporaryDirectory()
        let page = try ControlPageWriter(path: directory.path + "/control")
        let feature = KeyHash.of("support-chat")
        func answer(_ restriction: OverrideEntry) throws -> Answer {
            page.set(restriction, for: feature)
            return try evaluate("support-chat", session, in: file, under: page.reader)
        }
        #expect(try answer(.none).variant == "canary")
        #expect(try answer(OverrideEntry(killed: true)).variant == "off")
        let withdrawn = try answer(OverrideEntry(replaced: [.init(variant: KeyHash.of("canary"))]))
        #expect(withdrawn.variant == "stable" && withdrawn.cause == .withdrawn && withdrawn.arm == .none)
        let tripped = try answer(OverrideEntry(serve: KeyHash.of("stable")))
        #expect(tripped.variant == "stable" && tripped.cause == .tripped && tripped.arm == .none)
        var rolledBack = Self.chat(Self.stages)
        rolledBack.rollout = nil
        #expect(try evaluate("support-chat", session, in: snapshot(rolledBack)).variant == "stable")
    }
}
