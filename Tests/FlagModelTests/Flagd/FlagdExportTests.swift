import FlagModel
import FlagSnapshot
import SnapshotWriting
import Testing

@Suite struct FlagdExportTests {
    private static let split = CompiledRule(
        shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)])

    /// `stable` is the baseline, `canary` another one, `off` what a kill serves.
    private static func feature(_ rules: [CompiledRule], bucketBy: String? = nil) -> CompiledFeature {
        CompiledFeature(
            key: "chat", salt: "salt", bucketBy: bucketBy,
            variants: ["stable", "canary", "off"].map {
                CompiledVariant(name: $0, value: Array(#"{"model":"\#($0)"}"#.utf8))
            },
            baseline: 0, offVariant: 2, rules: rules)
    }

    private static func serve(_ variant: Int, when condition: LogicExpression? = nil) -> CompiledRule {
        CompiledRule(condition: condition, shares: [.init(variant: variant, weight: 100_000)])
    }

    private func json(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue.parse(bytes) }

    private func export(_ feature: CompiledFeature, under restriction: OverrideEntry = .none) throws -> JSONValue {
        try json(FlagdExport().flag(feature, under: restriction))
    }

    @Test func `a plain serve needs no rule`() throws {
        #expect(
            try export(Self.feature([Self.serve(1)])) == [
                "state": "ENABLED", "defaultVariant": "canary",
                "variants": ["stable": ["model": "stable"], "canary": ["model": "canary"], "off": ["model": "off"]],
            ])
    }

    @Test func `a route is a chain of its conditions, and a split asks for the unit first`() throws {
        let pro = LogicExpression.operation(.in, [.variable("plan"), .array([.string("pro")])])
        let flag = try export(Self.feature([Self.serve(1, when: pro), Self.split]))
        #expect(flag["defaultVariant"] == "stable")
        let text: JSONValue = ["cat": ["salt", "/", ["var": "targetingKey"]]]
        #expect(
            flag["targeting"] == [
                "if": [
                    ["in": [["var": "plan"], ["pro"]]], "canary",
                    [
                        "if": [
                            ["!!": [["var": "targetingKey"]]],
                            ["fractional": [text, ["canary", 5_000], ["stable", 95_000]]], .null,
                        ]
                    ],
                ]
            ])
    }

    @Test func `an attribute that buckets must be a text`() throws {
        let rule = try export(Self.feature([Self.split], bucketBy: "session"))["targeting"]
        #expect(rule?["if"]?.array?.first == ["and": [["starts_with": [["var": "session"], ""]], ["var": "session"]]])
    }

    @Test func `a rollout's stage is asked before the last entry, with a salt of its own`() throws {
        var feature = Self.feature([Self.split])
        feature.rollout = CompiledRollout(
            salt: "chat/r1", candidate: 1, stages: [.init(share: 1_000, since: 1), .init(share: 5_000, since: 2)])
        let branches = try export(feature)["targeting"]?["if"]?.array?[1]["if"]?.array
        #expect(
            branches?.first == [
                "==": [
                    [
                        "fractional": [
                            ["cat": ["chat/r1", "/", ["var": "targetingKey"]]], ["canary", 5_000], ["", 95_000],
                        ]
                    ], "canary",
                ]
            ])
        #expect(branches?[1] == "canary")
        #expect(branches?[2]["if"]?.array?[1]["fractional"] != nil)
    }

    @Test func `a stage of everyone, and one of nobody, draw no lots`() throws {
        var feature = Self.feature([Self.serve(0)])
        feature.rollout = CompiledRollout(salt: "r", candidate: 1, stages: [.init(share: 100_000, since: 1)])
        #expect(try export(feature)["targeting"] == ["if": [["!!": [["var": "targetingKey"]]], "canary", .null]])
        feature.rollout?.stages = [.init(share: 0, since: 1)]
        #expect(try export(feature)["targeting"] == ["if": [["!!": [["var": "targetingKey"]]], "stable", .null]])
        #expect(try export(feature)["defaultVariant"] == "stable")
    }

    @Test func `a killed feature is its off variant, even where that is withdrawn`() throws {
        let flag = try export(
            Self.feature([Self.split]),
            under: OverrideEntry(killed: true, replaced: [.init(variant: KeyHash.of("off"))]))
        #expect(flag["state"] == "ENABLED")
        #expect(flag["defaultVariant"] == "off")
        #expect(flag["targeting"] == nil)
        #expect(flag["metadata"] == ["cause": "KILLED"])
    }

    @Test func `a withdrawn variant is replaced wherever it stands`() throws {
        let withdrawn = OverrideEntry(replaced: [.init(variant: KeyHash.of("canary"), by: KeyHash.of("off"))])
        let pro = LogicExpression.operation(.truthy, [.variable("pro")])
        let flag = try export(Self.feature([Self.serve(1, when: pro), Self.split]), under: withdrawn)
        #expect(flag["targeting"]?["if"]?.array?[1] == "off")
        let shares = flag["targeting"]?["if"]?.array?[2]["if"]?.array?[1]["fractional"]?.array?.dropFirst()
        #expect(shares.map(Array.init) == [["off", 5_000], ["stable", 95_000]])
    }

    @Test func `the baseline, withdrawn, is the off variant`() throws {
        let withdrawn = OverrideEntry(replaced: [.init(variant: KeyHash.of("stable"))])
        #expect(try export(Self.feature([Self.split]), under: withdrawn)["defaultVariant"] == "off")
    }

    @Test func `a guard's variant for everyone is the default, and what is unknown is the off variant`() throws {
        let tripped = try export(Self.feature([Self.split]), under: OverrideEntry(serve: KeyHash.of("canary")))
        #expect(tripped["defaultVariant"] == "canary")
        #expect(tripped["targeting"] == nil)
        #expect(tripped["metadata"] == ["cause": "TRIPPED"])
        let unknown = try export(Self.feature([Self.split]), under: OverrideEntry(serve: 7))
        #expect(unknown["defaultVariant"] == "off")
    }

    @Test func `metadata names what JSONLogic cannot say`() throws {
        var feature = Self.feature([Self.split], bucketBy: "session")
        feature.onStale = CompiledStaleness(after: 60_000_000_000, serve: 0)
        feature.rollout = CompiledRollout(salt: "r", candidate: 1, stages: [.init(share: 1_000, since: 1)])
        #expect(try export(feature)["metadata"] == ["leftOut": "onStale, session stickiness"])
    }

    @Test func `prompts go out without their texts unless asked for`() throws {
        var feature = Self.feature([Self.serve(0)])
        let value =
            #"{"fallback":[{"model":"m","prompt":{"name":"p","messages":[],"variables":[],"version":2}},{"cached":true}],"#
            + #""model":"m","prompt":{"name":"p","text":"secret","variables":["user"],"version":3}}"#
        feature.variants[0].value = Array(value.utf8)
        #expect(
            try export(feature)["variants"]?["stable"] == [
                "model": "m", "prompt": ["name": "p", "version": 3, "variables": ["user"]],
                "fallback": [
                    ["model": "m", "prompt": ["name": "p", "version": 2, "variables": []]], ["cached": true],
                ],
            ])
        let whole = try json(FlagdExport(includesPrompts: true).flag(feature))
        #expect(whole["variants"]?["stable"] == (try json(Array(value.utf8))))
    }

    @Test func `an ordinary flag is what it was, without metadata that providers refuse`() throws {
        let flag = OrdinaryFlag(
            key: "banner", isEnabled: true, variants: ["on": true, "off": false], defaultVariant: nil,
            targeting: ["if": [["==": [["var": "a"], 1]], "on"]], metadata: ["team": "web", "": 1, "list": [1]])
        #expect(
            try json(FlagdExport().flag(flag)) == [
                "state": "ENABLED", "variants": ["on": true, "off": false],
                "targeting": ["if": [["==": [["var": "a"], 1]], "on"]], "metadata": ["team": "web"],
            ])
        #expect(try json(FlagdExport().flag(flag, under: OverrideEntry(killed: true)))["state"] == "DISABLED")
    }

    @Test func `a file holds its flags by key, each where it says`() throws {
        var document = FlagdDocument()
        document.append("a", Array(#"{"x":1}"#.utf8))
        document.append("b\"", Array(#"{"y":2}"#.utf8))
        document.append("a", Array(#"{"twice":1}"#.utf8))
        let places = document.places
        let bytes = document.finished(metadata: ["revision": 7])
        #expect(try json(bytes) == ["flags": ["a": ["x": 1], "b\"": ["y": 2]], "metadata": ["revision": 7]])
        #expect(
            places.mapValues { String(decoding: bytes[$0], as: UTF8.self) } == ["a": #"{"x":1}"#, "b\"": #"{"y":2}"#])
        #expect(try json(FlagdDocument().finished(metadata: [:])) == ["flags": [:], "metadata": [:]])
    }
}
