import FlagModel
import Testing

/// What authors are told of documents that are sound by themselves.
@Suite struct SetFindingsTests {
    private let sample = SampleDocument.text

    @Test func `a sound set has no findings`() throws {
        #expect(try findings(ResolvingTests.others + "\n---\n" + ResolvingTests.feature) == [])
        #expect(try findings(ResolvingTests.feature, over: ResolvingTests.others) == [])
        #expect(try findings(ResolvingTests.others, over: ResolvingTests.feature) == [])
    }

    @Test(arguments: [
        (
            "plan: [pro]", "segment: lrage",
            #"f.yaml:12: route[0].when.segment: there is no segment "lrage" (did you mean "large"?)"#
        ),
        (
            "model: sonnet", "model: sonnet\n    prompt: system@1",
            #"f.yaml:6: variants.stable.prompt: there is no prompt "system@1" (there are versions 2)"#
        ),
        (
            "model: sonnet", "model: sonnet\n    prompt: sytem@2",
            #"f.yaml:6: variants.stable.prompt: there is no prompt "sytem@2" (did you mean "system"?)"#
        ),
        (
            "model: sonnet", "model: sonnet\n    prompt: system@2",
            #"f.yaml:6: variants.stable.prompt: leaves the variable "tone" of system@2 unbound (variables: {tone: "…"})"#
        ),
        (
            "model: sonnet", "model: sonnet\n    variables: {tone: x}",
            "f.yaml:6: variants.stable.variables.tone: no prompt of this variant has such a variable to bind (remove it)"
        ),
        (
            "model: sonnet", "model: sonnet\n    prompt: short@1\n    variables: {tnoe: x}",
            #"f.yaml:7: variants.stable.variables.tnoe: no prompt of this variant has such a variable to bind (did you mean "tone"?)"#
        ),
    ])
    func `a reference to nothing is said once, where it is written`(old: String, new: String, expected: String) throws {
        let text = sample.replacing(old, with: new, maxReplacements: 1)
        #expect(try findings(text, over: ResolvingTests.others) == [expected])
    }

    @Test func `a redacted prompt is not served`() throws {
        let digest = String(repeating: "0a", count: 32)
        let prompt = "kind: prompt\nkey: p\nversion: 1\nredacted: it held a key\nsha256: \(digest)"
        let feature = sample.replacing("model: sonnet", with: "model: sonnet\n    prompt: p@1")
        let message = #""p@1" is redacted and cannot be served (it was taken out: it held a key)"#
        #expect(try findings(feature, over: prompt) == ["f.yaml:6: variants.stable.prompt: \(message)"])
        // Redacting what is in use breaks what uses it.
        #expect(
            try findings(prompt, over: feature) == [
                "feature/chat: variants.canary.prompt: \(message)", "feature/chat: variants.stable.prompt: \(message)",
            ])
    }

    @Test func `attributes are on the policy's list`() throws {
        let policy = "kind: policy\nattributes: [region]"
        let segment = "kind: segment\nkey: s\nwhen: {tier: [a], region: [eu]}"
        #expect(
            try findings([sample, segment].joined(separator: "\n---\n"), over: policy) == [
                #"f.yaml:12: route[0].when.plan: the attribute "plan" is not on the policy's list (one of region)"#,
                #"f.yaml:20: when.tier: the attribute "tier" is not on the policy's list (one of region)"#,
            ])
        #expect(
            try findings(policy, over: [sample, segment].joined(separator: "\n---\n")) == [
                #"f.yaml:2: attributes: feature/chat, route[0].when.plan: the attribute "plan" is not on the policy's list "#
                    + "(list it, or change that document first)",
                #"f.yaml:2: attributes: segment/s, when.tier: the attribute "tier" is not on the policy's list "#
                    + "(list it, or change that document first)",
            ])
        let known = sample.replacing("plan: [pro]", with: "user: [u1]").replacing(
            "key: chat", with: "key: chat\nbucketBy: session")
        #expect(try findings(known, over: policy) == [])
        #expect(
            try findings(known.replacing("bucketBy: session", with: "bucketBy: account"), over: policy) == [
                #"f.yaml:3: bucketBy: the attribute "account" is not on the policy's list (one of region)"#
            ])
    }

    static let prices = """
        kind: prices
        models:
          sonnet: {input: $3, output: $15}
          opus: {input: $15, output: $75}
          haiku: {input: $0.25, output: $1.25}
        """

    private func guarded(_ action: String) -> String {
        sample.replacing(
            "  off: {static", with: "  cheap: {extends: stable, model: haiku}\n  off: {static", maxReplacements: 1
        )
        .replacing("do: kill", with: "do: \(action)")
    }

    @Test(arguments: [
        ("serve cheap", nil), ("serve off", nil), ("serve stable, of: candidate", nil),
        ("serve cheap, of: feature", nil),
        ("serve canary, of: candidate", nil),
        ("serve stable", nil),
        (
            "serve canary",
            #"f.yaml:17: guards[0].do: "canary" may cost more than "stable", which it would replace: "#
                + "$15 and $75 against $3 and $15 per million tokens in and out "
                + "(serve a cheaper variant, or narrow what is watched with `of`)"
        ),
        (
            "serve canary, of: feature",
            #"f.yaml:17: guards[0].do: "canary" may cost more than "stable", which it would replace: "#
                + "$15 and $75 against $3 and $15 per million tokens in and out "
                + "(serve a cheaper variant, or narrow what is watched with `of`)"
        ),
    ])
    func `what a guard serves is not dearer`(action: String, expected: String?) throws {
        #expect(try findings(guarded(action), over: Self.prices) == (expected.map { [$0] } ?? []))
        #expect(try findings(guarded(action)) == [])
    }

    @Test func `a model without a price is a warning, and counts as the dearest`() throws {
        let text = guarded("serve cheap").replacing("model: haiku", with: "model: haikku")
        #expect(
            try findings(text, over: Self.prices) == [
                #"f.yaml:17: guards[0].do: "cheap" may cost more than "stable", which it would replace: "#
                    + "$15 and $75 against $3 and $15 per million tokens in and out "
                    + "(serve a cheaper variant, or narrow what is watched with `of`)",
                #"f.yaml:8: warning: variants.cheap.model: there is no price for "haikku"; "#
                    + #"it is charged at the dearest known one (did you mean "haiku"?)"#,
            ])
    }

    @Test func `new prices warn of guards that do not stand them`() throws {
        let dearer = Self.prices.replacing("$0.25", with: "$25")
        #expect(
            try findings(dearer, over: guarded("serve cheap")) == [
                #"f.yaml:2: warning: models: feature/chat, guards[0].do: "cheap" may cost more than "canary", "#
                    + "which it would replace: $25 and $1.25 against $15 and $75 per million tokens in and out "
                    + "(change that guard)"
            ])
    }

    @Test func `overrides name a feature and one of its variants`() throws {
        let params = "kind: params\nkey: p\nfeature: chat\nvariant: stable\nparameters: {t: {type: number, value: 1}}"
        #expect(try findings(params, over: sample) == [])
        #expect(
            try findings(params.replacing("chat", with: "chta"), over: sample) == [
                #"f.yaml:3: feature: there is no feature "chta" (did you mean "chat"?)"#
            ])
        #expect(
            try findings(params.replacing("stable", with: "stabel"), over: sample) == [
                #"f.yaml:4: variant: chat has no variant "stabel" (did you mean "stable"?)"#
            ])
        #expect(
            try findings(params.replacing("stable", with: "off"), over: sample) == [
                #"f.yaml:4: variant: "off" calls no model"#
            ])
    }

    @Test func `a parameter that no variant has is a warning where it looks like one that they have`() throws {
        let tuned = sample.replacing("model: sonnet\n", with: "model: sonnet\n    params: {temperature: 0.7}\n")
        let params = "kind: params\nkey: p\nfeature: chat\nvariant: stable\n"
        #expect(
            try findings(params + "parameters: {temprature: {type: number, value: 1}}", over: tuned) == [
                "f.yaml:5: warning: parameters.temprature: no variant of chat has this parameter, so it is added "
                    + #"(did you mean "temperature"?)"#
            ])
        #expect(try findings(params + "parameters: {top_k: {type: integer, value: 5}}", over: tuned) == [])
    }

    @Test func `a feature and a flag of one key cannot both be asked for`() throws {
        let flag = "kind: flag\nkey: chat\nstate: ENABLED\nvariants: {on: true}\ndefaultVariant: on"
        #expect(
            try findings(flag, over: sample) == [
                #"f.yaml:2: key: there is a feature "chat", and services ask for both by their key (rename one of them)"#
            ])
        #expect(
            try findings(sample, over: flag) == [
                #"f.yaml:2: key: there is a flag "chat", and services ask for both by their key (rename one of them)"#
            ])
    }

    @Test func `segments do not lift the bound on values`() throws {
        let values = (0..<1_000).map(String.init).joined(separator: ",")
        let segment =
            "kind: segment\nkey: large\nwhen: {\((0..<6).map { "a\($0): [\(values)]" }.joined(separator: ", "))}"
        let twice = sample.replacing(
            "  - when: {plan: [pro]}",
            with: "  - when: {segment: large}\n    serve: off\n  - when: {segment: {not: large}}")
        #expect(
            try findings(twice, over: segment) == [
                "f.yaml:11: route: with its segments, compares with 12000 values (at most 10000 are taken)"
            ])
        #expect(
            try findings(segment, over: twice) == [
                "feature/chat: route: with its segments, compares with 12000 values (at most 10000 are taken)"
            ])
    }

    @Test func `a flood of warnings is cut, and refuses nothing`() throws {
        let many = (0..<120).map { index in
            guarded("serve off").replacing("key: chat", with: "key: f\(index)")
                .replacing("model: haiku", with: "model: unknown")
        }
        let found = try findings(many.joined(separator: "\n---\n"), over: Self.prices)
        #expect(found.count == 51)
        #expect(found.allSatisfy { $0.contains("warning: ") })
        #expect(found.last == "f.yaml: warning: more is wrong than is shown")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a flood of findings is cut`() throws {
        let many = (0..<2_000).map {
            sample.replacing("key: chat", with: "key: f\($0)").replacing("plan: [pro]", with: "segment: s\($0)x")
        }
        let segments = (0..<2_000).map { "kind: segment\nkey: s\($0)\nwhen: {plan: [pro]}" }
        let found = try findings(many.joined(separator: "\n---\n"), over: segments.joined(separator: "\n---\n"))
        #expect(found.count == 101)
        #expect(found.last == "f.yaml: more is wrong than is shown")
    }
}
