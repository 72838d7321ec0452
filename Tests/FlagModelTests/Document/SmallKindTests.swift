import FlagModel
import FlagSnapshot
import SnapshotWriting
import Testing

/// Segments, overrides of parameters, prices and policy.
@Suite struct SmallKindTests {
    @Test(arguments: [("1.10", "1.1"), ("01234", "1234"), ("1e3", "1000"), ("+5", "5")])
    func `a number that is written like a text is warned of, with the fix`(written: String, number: String) {
        func warnings(_ value: String) -> [String] {
            parsed("kind: segment\nkey: large\nwhen: {version: [\(value), other]}\n").diagnostics.map(\.description)
        }
        #expect(
            warnings(written) == [
                "f.yaml:3: warning: when.version: \(written) is the number \(number), which a text \"\(written)\" never "
                    + "equals (write \"\(written)\" if services send a text, or \(number))"
            ])
        #expect(warnings("\"\(written)\"") == [] && warnings(number) == [])
    }

    @Test func `each means what it says`() throws {
        let text = """
            kind: segment
            key: large
            when: {plan: [enterprise], version: {semver: "~ v2.1"}}
            ---
            kind: params
            key: sweep
            feature: chat
            variant: stable
            parameters: {t: {type: number, minimum: 0, maximum: 2, value: 0.5}, stop: {type: text, value: "\\n"}}
            ---
            kind: prices
            models: {sonnet: {input: $3, output: $15.000001, cached: $0.3}, haiku: {input: $0.25, output: $1.25}}
            ---
            kind: policy
            attributes: [plan]
            bucketing: v2
            approvals: 3
            """
        let result = parsed(text)
        #expect(result.diagnostics == [])
        #expect(result.documents.map(\.key) == ["large", "sweep", "prices", "policy"])
        #expect(
            result.documents.map(\.content) == [
                .segment(
                    Segment(
                        key: "large",
                        conditions: [
                            RouteCondition(attribute: "plan", test: .oneOf([.string("enterprise")])),
                            RouteCondition(
                                attribute: "version", test: .semanticVersion(comparison: "~", version: "v2.1")),
                        ])),
                .parameters(
                    ParameterOverrides(
                        key: "sweep", feature: "chat", variant: "stable",
                        parameters: [
                            .init(name: "stop", type: .text, value: "\n"),
                            .init(name: "t", type: .number, minimum: 0, maximum: 2, value: 0.5),
                        ])),
                .prices(
                    Prices(models: [
                        "sonnet": .init(input: 3_000_000, output: 15_000_001, cached: 300_000),
                        "haiku": .init(input: 250_000, output: 1_250_000, cached: 250_000),
                    ])),
                .policy(Policy(attributes: ["plan"], bucketing: .v2, approvals: 3)),
            ])
        #expect(try JSONValue.parse(result.documents[2].body)["key"] == "prices")
    }

    @Test(arguments: [
        (
            "kind: segment\nkey: s\nwhen: {segment: other}",
            "f.yaml:3: when.segment: a segment names no other (write the condition out)"
        ),
        ("kind: segment\nkey: s", "f.yaml:1: when: is missing (for example when: {plan: [enterprise]})"),
        (
            "kind: segment\nkey: s\nwhen: {ssn: x}",
            #"f.yaml:3: when.ssn: the attribute "ssn" is personal data (target by a segment, plan or pseudonymous id instead)"#
        ),
        (
            "kind: prices\nkey: mine\nmodels: {m: {input: $1, output: $1}}",
            "f.yaml:2: key: there is one document of kind prices, and prices is its key (remove it)"
        ),
        (
            "kind: prices\nmodels: {m: {input: 3, output: $1}}",
            "f.yaml:2: models.m.input: should be an amount of money, is the number 3 (write it like $3 or $0.075, exact to a millionth, below a million)"
        ),
        ("kind: prices\nmodels: {m: {input: $3}}", "f.yaml:2: models.m.output: is missing (for example $15)"),
        ("kind: prices\nmodels: {}", "f.yaml:2: models: has 0 models (1 to 1000 are taken)"),
        (
            "kind: policy\nattributes: [userEmail]",
            #"f.yaml:2: attributes[0]: the attribute "userEmail" is personal data (target by a segment, plan or pseudonymous id instead)"#
        ),
        ("kind: policy\nbucketing: v1", #"f.yaml:2: bucketing: should be v3 or v2, is the text "v1""#),
        (
            "kind: policy\napprovals: 0",
            "f.yaml:2: approvals: should be a number of people from 2 to 10, is the number 0"
        ),
        ("kind: policy\nnotify: []", "f.yaml:2: notify: is not supported yet (remove it)"),
        (
            "kind: params\nkey: p\nfeature: chat\nvariant: a\nparameters: {t: {type: number, maximum: 2, value: 2.5}}",
            "f.yaml:5: parameters.t.value: 2.5 is above the maximum of 2 (change the value or the range)"
        ),
        (
            "kind: params\nkey: p\nfeature: chat\nvariant: a\nparameters: {t: {type: integer, value: 2.5}}",
            "f.yaml:5: parameters.t.value: should be a whole number, is the number 2.5"
        ),
        (
            "kind: params\nkey: p\nfeature: chat\nvariant: a\nparameters: {t: {type: text, minimum: 1, value: x}}",
            "f.yaml:5: parameters.t.minimum: only numbers have bounds (remove it)"
        ),
        (
            "kind: params\nkey: p\nfeature: chat\nvariant: a\nparameters: {t: {type: float, value: 1}}",
            #"f.yaml:5: parameters.t.type: should be number, integer, text or bool, is the text "float""#
        ),
        (
            "kind: params\nkey: p\nfeature: chat\nvariant: a\nparameters: {t: 0.5}",
            "f.yaml:5: parameters.t: should be a parameter's fields, is the number 0.5"
        ),
        (
            "kind: params\nkey: p\nfeature: chat\nvariant: a\nparams: {t: 0.5}",
            "f.yaml:5: params: is no field (overrides stand in `parameters`, each with its type and value)"
        ),
        ("kind: experiment\nkey: e", #"f.yaml:1: kind: documents of kind "experiment" are not supported yet"#),
    ])
    func `an author is told what is wrong`(text: String, expected: String) {
        let result = parsed(text)
        #expect(result.diagnostics.map(\.description).contains(expected), "\(result.diagnostics.map(\.description))")
        #expect(result.documents.isEmpty)
    }

    @Test func `an unknown model is charged at the dearest known prices`() {
        let prices = Prices(models: [
            "a": .init(input: 1, output: 9, cached: 1), "b": .init(input: 5, output: 2, cached: 0),
        ])
        #expect(prices.price(of: "a")?.isKnown == true)
        #expect(prices.price(of: "c")?.price == .init(input: 5, output: 9, cached: 1))
        #expect(prices.price(of: "c")?.isKnown == false)
        #expect(Prices(models: [:]).price(of: "a") == nil)
    }
}
