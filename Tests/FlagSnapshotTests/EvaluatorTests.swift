import FlagSnapshot
import SnapshotWriting
import Testing

@Suite struct EvaluatorTests {
    private let file: [UInt8]

    init() throws { file = try snapshot(.chat()) }

    @Test func anUnknownFeatureIsAnError() throws {
        #expect(try evaluate("nobody", in: file).status == .flagNotFound)
    }

    @Test func aConditionThatHoldsServes() throws {
        let answer = try evaluate("support-chat", unit: "user-1", [("plan", .string("staff"))], in: file)
        #expect(answer.variant == "canary")
        #expect(answer.reason == .targetingMatch)
        #expect(answer.value == #"{"model":"canary"}"#)
    }

    @Test func aSplitFollowsFlagdsBuckets() throws {
        // 3635973480 * 100000 >> 32 = 84656: beyond the canary's 5 %.
        let answer = try evaluate("support-chat", unit: "user-1", in: file)
        #expect(answer.variant == "stable")
        #expect(answer.reason == .split)
        #expect(answer.arm == .control)
    }

    /// Where `support-chat/user-1` falls: MurmurHash3 of the text (2263684420), and of its CBOR (3635973480).
    @Test(arguments: [(Bucketing.v2, 52_705), (.v3, 84_656)] as [(Bucketing, UInt32)])
    func aSplitFollowsTheNamespacesBucketing(bucketing: Bucketing, bucket: UInt32) throws {
        for (weight, variant) in [(bucket, "stable"), (bucket + 1, "canary")] {
            let shares = [
                CompiledRule.Share(variant: 1, weight: weight), .init(variant: 0, weight: 100_000 - weight),
            ]
            let file = try snapshot(.chat(rules: [CompiledRule(shares: shares)]), bucketing: bucketing)
            #expect(try evaluate("support-chat", unit: "user-1", in: file).variant == variant)
        }
    }

    @Test func aSplitGivesEveryShareItsPart() throws {
        let canaries = try (0..<4000).filter {
            try evaluate("support-chat", unit: "unit-\($0)", in: file).variant == "canary"
        }.count
        #expect((140...260).contains(canaries))
    }

    @Test func withoutAUnitThereIsTheBaselineInNoArm() throws {
        let answer = try evaluate("support-chat", in: file)
        #expect(answer.variant == "stable")
        #expect(answer.reason == .default)
        #expect(answer.arm == .none)
    }

    @Test func bucketByNamesTheAttributeThatBuckets() throws {
        var feature = CompiledFeature.chat()
        feature.bucketBy = "session"
        let file = try snapshot(feature)
        let bySession = try evaluate("support-chat", unit: "other", [("session", .string("user-1"))], in: file)
        #expect(bySession == (try evaluate("support-chat", unit: "user-1", in: self.file)))
        for missing in [[], [("session", .string(""))], [("session", .number(1))]] as [[(String, AttributeLiteral)]] {
            let answer = try evaluate("support-chat", unit: "user-1", missing, in: file)
            #expect(answer.variant == "stable" && answer.arm == .none && answer.reason == .default)
        }
    }

    @Test func oneUnconditionalServeIsStaticAndOneAfterConditionsIsDefault() throws {
        let serve = CompiledRule.serve(0)
        let alone = try snapshot(.chat(rules: [serve]))
        #expect(try evaluate("support-chat", in: alone).reason == .static)
        let conditional = CompiledRule.serve(1, when: .operation(.in, [.variable("plan"), .array([.string("x")])]))
        let last = try snapshot(.chat(rules: [conditional, serve]))
        #expect(try evaluate("support-chat", in: last).reason == .default)
    }
}
