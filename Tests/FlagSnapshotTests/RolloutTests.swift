import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing

/// A candidate on its way through stages: `canary`, with everyone else on `stable`.
@Suite struct RolloutTests {
    private static func chat(
        _ stages: [CompiledRollout.Stage], salt: String = "support-chat/r1", bucketBy: String? = nil
    ) -> CompiledFeature {
        var feature = CompiledFeature.chat(rules: [.serve(0)])
        feature.bucketBy = bucketBy
        feature.rollout = CompiledRollout(salt: salt, candidate: 1, stages: stages)
        return feature
    }

    private static func units(_ count: Int, seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in "user-\(UInt32.random(in: 0...UInt32.max, using: &generator))" }
    }

    @Test func `the candidate has the low end, and as many at the high end are its control`() throws {
        let file = try snapshot(Self.chat([.init(share: 10_000, since: 0)]))
        let answers = try Self.units(4000, seed: 1).map { try evaluate("support-chat", unit: $0, in: file) }
        let treated = answers.filter { $0.arm == .treatment }
        let controls = answers.filter { $0.arm == .control }
        #expect((330...470).contains(treated.count) && (330...470).contains(controls.count))
        #expect(treated.allSatisfy { $0.variant == "canary" && $0.reason == .split })
        #expect(answers.allSatisfy { $0.arm == .treatment || $0.variant == "stable" })
    }

    @Test func `who is on no side of the comparison still has a baseline's decision`() throws {
        let file = try snapshot(Self.chat([.init(share: 1000, since: 0)]))
        let answer = try evaluate("support-chat", unit: "user-1", in: file)
        #expect(answer.variant == "stable" && answer.arm == .none && answer.reason == .split)
    }

    @Test func `a whole rollout takes everyone and one of nobody takes nobody`() throws {
        let whole = try snapshot(Self.chat([.init(share: 100_000, since: 0)]))
        let none = try snapshot(Self.chat([.init(share: 0, since: 0)]))
        for unit in Self.units(200, seed: 2) {
            #expect(try evaluate("support-chat", unit: unit, in: whole).arm == .treatment)
            let answer = try evaluate("support-chat", unit: unit, in: none)
            #expect(answer.variant == "stable" && answer.arm == .none)
        }
    }

    @Test func `without a unit there is the baseline in no arm`() throws {
        let answer = try evaluate("support-chat", in: snapshot(Self.chat([.init(share: 100_000, since: 0)])))
        #expect(answer.variant == "stable" && answer.arm == .none && answer.reason == .default)
    }

    @Test func `a rollout's own salt has others try first`() throws {
        let first = try snapshot(Self.chat([.init(share: 5000, since: 0)]))
        let second = try snapshot(Self.chat([.init(share: 5000, since: 0)], salt: "support-chat/r2"))
        let units = Self.units(4000, seed: 3)
        let both = try units.filter {
            try evaluate("support-chat", unit: $0, in: first).arm == .treatment
                && evaluate("support-chat", unit: $0, in: second).arm == .treatment
        }
        #expect(both.count < 40)
    }

    @Test func `entries with a condition come before the rollout`() throws {
        var feature = Self.chat([.init(share: 100_000, since: 0)])
        let isStaff = LogicExpression.operation(.in, [.variable("plan"), .array([.string("staff")])])
        feature.rules = [.serve(2, when: isStaff), .serve(0)]
        let file = try snapshot(feature)
        let staff = try evaluate("support-chat", unit: "user-1", [("plan", .string("staff"))], in: file)
        #expect(staff.variant == "off" && staff.reason == .targetingMatch)
        #expect(try evaluate("support-chat", unit: "user-1", in: file).variant == "canary")
    }

    @Test func `beyond the candidate's share a split goes on`() throws {
        var feature = Self.chat([.init(share: 10_000, since: 0)])
        feature.rules = [CompiledRule(shares: [.init(variant: 2, weight: 50_000), .init(variant: 0, weight: 50_000)])]
        let file = try snapshot(feature)
        let answers = try Self.units(2000, seed: 4).map { try evaluate("support-chat", unit: $0, in: file) }
        #expect(Set(answers.map(\.variant)) == ["stable", "canary", "off"])
        // The control is the baseline: those at the high end whom the split gave another variant are in no arm.
        #expect(answers.filter { $0.arm == .control }.allSatisfy { $0.variant == "stable" })
        #expect(answers.contains { $0.arm == .control })
        #expect(!answers.contains { $0.variant == "off" && $0.arm != .none })
    }

    /// Growing takes units in and moves none back, with either bucketing.
    @Test(arguments: [Bucketing.v2, .v3], [UInt64(1), 2, 3])
    func `stages nest`(bucketing: Bucketing, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let units = Self.units(150, seed: seed)
        for round in 0..<10 {
            let shares = (0..<8).map { _ in UInt32.random(in: 0...100_000, using: &generator) }.sorted()
            var treated: Set<String> = []
            for share in shares {
                let feature = Self.chat([.init(share: share, since: 0)], salt: "support-chat/\(round)")
                let file = try snapshot(feature, bucketing: bucketing)
                let now = try Set(units.filter { try evaluate("support-chat", unit: $0, in: file).arm == .treatment })
                #expect(treated.isSubset(of: now))
                treated = now
            }
        }
    }

    @Test func `stages that make no sense are refused`() {
        let bad: [[CompiledRollout.Stage]] = [
            [], [.init(share: 1, since: 2), .init(share: 2, since: 1)], [.init(share: 100_001, since: 0)],
            Array(repeating: .init(share: 1, since: 0), count: 17),
        ]
        for stages in bad {
            #expect(throws: SnapshotWriter.Fault.badStages(key: "support-chat")) { try Self.chat(stages).record() }
        }
        var feature = Self.chat([.init(share: 1, since: 0)])
        feature.rollout?.candidate = 3
        #expect(throws: SnapshotWriter.Fault.noSuchVariant(key: "support-chat", index: 3)) { try feature.record() }
    }
}
