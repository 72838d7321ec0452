import FlagModel
import FlagSnapshot
import SnapshotWriting
import Testing

/// A feature with everything it refers to in its place.
@Suite struct ResolvingTests {
    static let others = """
        kind: prompt
        key: system
        version: 2
        text: "{{tone}} answers for {{customer}}, {{name}}."
        variables: {tone: {}, customer: {runtime: true}, name: {default: please}}
        ---
        kind: prompt
        key: short
        version: 1
        messages: [{role: system, text: "Be {{tone}}."}, {role: user, text: Hi}]
        variables: {tone: {default: brief}}
        ---
        kind: segment
        key: large
        when: {plan: [enterprise], seats: {not: [1]}}
        ---
        kind: params
        key: sweep
        feature: chat
        variant: stable
        parameters: {temperature: {type: number, minimum: 0, maximum: 1, value: 0.4}, top_k: {type: integer, value: 5}}
        """

    static let feature = """
        kind: feature
        key: chat
        variants:
          stable:
            model: sonnet
            params: {temperature: 0.7, max_tokens: 100}
            prompt: system@2
            variables: {tone: Kind}
            fallback: [{model: haiku, prompt: short@1}, {static: Later.}]
          canary: {extends: stable, variables: {name: friend}}
          off: {static: Later.}
        onKill: off
        baseline: stable
        onStale: {after: 90s, serve: off}
        route:
          - when: {segment: large, beta: true}
            serve: stable
          - when: {segment: {not: large}, version: {semver: ">=2.1"}}
            serve: off
          - serve: stable
        rollout: {candidate: canary, stages: [1% for 1h, 100%]}
        """

    private static func set(_ text: String) -> DocumentSet { DocumentSet(parsed(text).documents.map(\.content)) }

    private func resolved(_ feature: String = feature, among others: String = others) throws -> Feature {
        let set = Self.set(others + "\n---\n" + feature)
        let (resolved, diagnostics) = set.resolved(try #require(set.features["chat"]))
        #expect(diagnostics == [])
        return resolved
    }

    @Test func `prompts are inlined, bound variables filled in and runtime ones named`() throws {
        let feature = try resolved()
        #expect(
            feature.variant(named: "stable")?.value["prompt"] == [
                "name": "system", "version": 2, "text": "Kind answers for {{customer}}, please.",
                "variables": ["customer"],
            ])
        #expect(
            feature.variant(named: "canary")?.value["prompt"]?["text"] == "Kind answers for {{customer}}, friend.")
        #expect(
            feature.variant(named: "stable")?.value["fallback"] == [
                [
                    "model": "haiku",
                    "prompt": [
                        "name": "short", "version": 1, "variables": [],
                        "messages": [["role": "system", "text": "Be Kind."], ["role": "user", "text": "Hi"]],
                    ],
                ], ["static": "Later."],
            ])
        #expect(feature.variants.allSatisfy { $0.value["variables"] == nil })
        #expect(feature.variant(named: "off")?.value == ["ai": false, "static": "Later."])
    }

    @Test func `parameters of the one variant are overridden`() throws {
        let feature = try resolved()
        #expect(
            feature.variant(named: "stable")?.value["params"] == ["temperature": 0.4, "max_tokens": 100, "top_k": 5])
        #expect(feature.variant(named: "canary")?.value["params"] == ["temperature": 0.7, "max_tokens": 100])
    }

    @Test func `digests are those of what is served`() throws {
        let before = try resolved()
        let text = Self.others
        for (old, new) in [("answers", "replies"), ("value: 0.4", "value: 0.5")] {
            let after = try resolved(among: text.replacing(old, with: new))
            #expect(after.digests["stable"] != before.digests["stable"])
            #expect((after.digests["canary"] != before.digests["canary"]) == (old == "answers"))
            #expect(after.digests["off"] == before.digests["off"])
        }
        #expect(try resolved(among: text.replacing("[enterprise]", with: "[pro]")).digests == before.digests)
        #expect(
            try resolved(among: text.replacing("version: 2", with: "version: 2\nnote: x")).digests == before.digests)
    }

    @Test func `conditions become the rules that an export shows`() throws {
        let rules = try resolved().compiled().rules
        #expect(
            rules.map { $0.condition?.json.canonicalText } == [
                #"{"and":[{"in":[{"var":"beta"},[true]]},"#
                    + #"{"and":[{"in":[{"var":"plan"},["enterprise"]]},{"!":[{"in":[{"var":"seats"},[1]]}]}]}]}"#,
                #"{"and":["#
                    + #"{"!":[{"and":[{"in":[{"var":"plan"},["enterprise"]]},{"!":[{"in":[{"var":"seats"},[1]]}]}]}]},"#
                    + #"{"sem_ver":[{"var":"version"},">=","2.1"]}]}"#,
                nil,
            ])
    }

    @Test func `the state decides how far a rollout has come`() throws {
        let feature = try resolved()
        #expect(feature.compiled().rollout == nil)
        #expect(feature.compiled().onStale == CompiledStaleness(after: 90_000_000_000, serve: 1))
        let rollout = FeatureState.Rollout(
            id: "r1", candidate: "canary", salt: "chat/r1", stages: [FeatureState.Rollout.Stage(share: 1_000, since: 5)]
        )
        let state = FeatureState(key: "chat", rollout: rollout)
        #expect(
            feature.compiled(state: state).rollout
                == CompiledRollout(
                    salt: "chat/r1", candidate: 0, stages: [CompiledRollout.Stage(share: 1_000, since: 5)]))
        var other = state
        other.rollout?.candidate = "off"
        #expect(feature.compiled(state: other).rollout == nil)
    }

    @Test func `what is missing is said, without the rest`() throws {
        let set = Self.set(Self.feature)
        let (_, diagnostics) = set.resolved(try #require(set.features["chat"]))
        #expect(
            diagnostics.map(\.description) == [
                #"feature/chat: route[0].when.segment: there is no segment "large" (apply one: kind: segment, key: large)"#,
                #"feature/chat: route[1].when.segment: there is no segment "large" (apply one: kind: segment, key: large)"#,
                #"feature/chat: variants.canary.prompt: there is no prompt "system@2""#,
                #"feature/chat: variants.canary.fallback[0].prompt: there is no prompt "short@1""#,
                #"feature/chat: variants.stable.prompt: there is no prompt "system@2""#,
                #"feature/chat: variants.stable.fallback[0].prompt: there is no prompt "short@1""#,
            ])
    }

    @Test func `overrides that do not fit are left out, and the feature stands`() throws {
        let strays = """
            kind: params
            key: a
            feature: chat
            variant: gone
            parameters: {x: {type: number, value: 1}}
            ---
            kind: params
            key: b
            feature: chat
            variant: off
            parameters: {x: {type: number, value: 1}}
            ---
            kind: params
            key: z
            feature: chat
            variant: stable
            parameters: {temperature: {type: number, value: 1}, max_tokens: {type: text, value: many}}
            """
        let set = Self.set([Self.others, strays, Self.feature].joined(separator: "\n---\n"))
        let (feature, diagnostics) = set.resolved(try #require(set.features["chat"]))
        #expect(
            diagnostics.map(\.description) == [
                #"params/a: warning: variant: chat has no variant "gone""#,
                #"params/b: warning: variant: "off" calls no model"#,
                "params/z: warning: parameters.max_tokens.type: is text, while the variant's own value is 100 "
                    + "(declare the type it has)",
                "params/z: warning: parameters.temperature: is overridden by params/sweep already (keep one of them)",
            ])
        #expect(feature == (try resolved()))
    }

    @Test func `dependents are the features that rest on a document`() {
        var set = Self.set(Self.others + "\n---\n" + Self.feature)
        for (kind, key) in [
            (DocumentKind.feature, "chat"), (.prompt, "system@2"), (.prompt, "system"), (.prompt, "short@1"),
            (.segment, "large"), (.parameters, "sweep"),
        ] {
            #expect(set.dependents(of: kind, key) == ["chat"], "\(kind) \(key)")
            #expect(set.dependents(of: kind, key + "x") == [])
        }
        #expect(set.dependents(of: .policy, "policy") == [])
        set.remove(.feature, "chat")
        #expect(set.dependents(of: .segment, "large") == [])
        #expect(set.dependents(of: .parameters, "sweep") == [])
    }

    @Test func `a set forgets what is removed`() throws {
        var set = Self.set(Self.others + "\n---\n" + Self.feature)
        let feature = try #require(set.features["chat"])
        set.remove(.parameters, "sweep")
        #expect(set.resolved(feature).feature.variant(named: "stable")?.value["params"]?["temperature"] == 0.7)
        set.remove(.segment, "large")
        set.remove(.prompt, "system@2")
        #expect(set.resolved(feature).diagnostics.count == 4)
        set.insert(.policy(Policy(attributes: [])))
        set.insert(.prices(Prices(models: [:])))
        set.remove(.policy, "policy")
        set.remove(.prices, "prices")
        #expect(set.policy == Policy())
        #expect(set.prices == nil)
    }

    @Test func `what is filled in cannot make a prompt large`() throws {
        let prompt = """
            kind: prompt
            key: echo
            version: 1
            text: "\(String(repeating: "{{a}}", count: 20_000))"
            variables: {a: {}}
            """
        let bound = String(repeating: "x", count: 16_000)
        let feature = SampleDocument.text.replacing(
            "model: sonnet", with: "model: sonnet\n    prompt: echo@1\n    variables: {a: \(bound)}")
        let set = Self.set(prompt + "\n---\n" + feature)
        let diagnostics = set.resolved(try #require(set.features["chat"])).diagnostics
        #expect(
            diagnostics.map(\.message)
                == Array(
                    repeating: "echo@1 is 320000000 bytes long with its variables filled in", count: 2))
    }

    @Test func `variants with their prompts are limited together`() throws {
        let prompt = "kind: prompt\nkey: long\nversion: 1\ntext: \(String(repeating: "x", count: 250_000))"
        let heirs = (0..<20).map { "  heir\($0): {extends: stable}\n" }.joined()
        let feature = SampleDocument.text.replacing("model: sonnet", with: "model: sonnet\n    prompt: long@1")
            .replacing("  off: {static", with: heirs + "  off: {static", maxReplacements: 1)
        let set = Self.set(prompt + "\n---\n" + feature)
        let diagnostics = set.resolved(try #require(set.features["chat"])).diagnostics
        #expect(diagnostics.map(\.message) == ["with their prompts, the variants hold more than 4 MiB"])
    }
}
