import FlagSnapshot
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
        let serve = CompiledRule(conditions: [], shares: [.init(variant: 0, weight: 100_000)])
        let alone = try snapshot(.chat(rules: [serve]))
        #expect(try evaluate("support-chat", in: alone).reason == .static)
        let conditional = CompiledRule(
            conditions: [CompiledCondition(attribute: "plan", test: .oneOf([.string("x")]), negated: false)],
            shares: [.init(variant: 1, weight: 100_000)])
        let last = try snapshot(.chat(rules: [conditional, serve]))
        #expect(try evaluate("support-chat", in: last).reason == .default)
    }

    struct ConditionCase: Sendable {
        var test: CompiledCondition.Test
        var negated = false
        var value: AttributeLiteral?
        var holds: Bool
    }

    @Test(arguments: [
        ConditionCase(test: .oneOf([.string("a"), .string("b")]), value: .string("b"), holds: true),
        ConditionCase(test: .oneOf([.string("1")]), value: .number(1), holds: false),
        ConditionCase(test: .oneOf([.number(1)]), value: .bool(true), holds: false),
        ConditionCase(test: .oneOf([.number(1.5)]), value: .number(1.5), holds: true),
        ConditionCase(test: .oneOf([.bool(false)]), value: .bool(false), holds: true),
        ConditionCase(test: .oneOf([]), value: .bool(false), holds: false),
        ConditionCase(test: .oneOf([.string("a")]), negated: true, value: .string("a"), holds: false),
        ConditionCase(test: .oneOf([.string("a")]), negated: true, value: nil, holds: true),
        ConditionCase(test: .oneOf([.string("a")]), value: nil, holds: false),
        ConditionCase(test: .startsWith(["eu-", "us-"]), value: .string("us-east"), holds: true),
        ConditionCase(test: .startsWith(["eu-"]), value: .string("eu"), holds: false),
        ConditionCase(test: .startsWith(["1"]), value: .number(1), holds: false),
    ])
    func conditionsCompareWithinOneType(_ condition: ConditionCase) throws {
        let file = try snapshot(
            .chat(rules: [
                CompiledRule(
                    conditions: [
                        CompiledCondition(attribute: "x", test: condition.test, negated: condition.negated)
                    ], shares: [.init(variant: 1, weight: 100_000)]),
                CompiledRule(conditions: [], shares: [.init(variant: 0, weight: 100_000)]),
            ]))
        let attributes = condition.value.map { [("x", $0)] } ?? []
        let answer = try evaluate("support-chat", attributes, in: file)
        #expect(answer.variant == (condition.holds ? "canary" : "stable"))
    }
}
