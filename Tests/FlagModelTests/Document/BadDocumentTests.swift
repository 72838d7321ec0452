import FlagModel
import Testing

/// What authors are told. Lines are those of `SampleDocument.text`.
@Suite struct BadDocumentTests {
    struct Case: CustomTestStringConvertible {
        var old: String
        var new: String
        var expected: [String]
        init(_ old: String, _ new: String, _ expected: String...) {
            self.old = old
            self.new = new
            self.expected = expected
        }
        var testDescription: String { "\(old) -> \(new)" }
    }

    static let heads = [
        Case("kind: feature", "kind: featur", #"f.yaml:1: kind: there is no kind "featur" (did you mean "feature"?)"#),
        Case("kind: feature", "kind: budget", #"f.yaml:1: kind: documents of kind "budget" are not supported yet"#),
        Case(
            "kind: feature", "kind: state",
            "f.yaml:1: kind: state is never written by hand (use `flagpost kill`, `withdraw` and `restore`)"),
        Case(
            "kind: feature\n", "",
            "f.yaml:1: kind: is missing (one of feature, flag, params, policy, prices, prompt, segment)"),
        Case("kind: feature", "kind: [feature]", "f.yaml:1: kind: should be a kind of document, is a list"),
        Case(
            "kind: feature", "apiVersion: flagpost/v2\nkind: feature",
            #"f.yaml:1: apiVersion: should be flagpost/v1, is the text "flagpost/v2""#),
        Case("key: chat\n", "", "f.yaml:1: key: is missing (key: support-chat)"),
        Case("key: chat", "key: Chat", #"f.yaml:2: key: "Chat" is no name (names match [a-z0-9][a-z0-9._-]{0,127})"#),
        Case("key: chat", "key: 12", "f.yaml:2: key: should be a key, is the number 12 (quote it)"),
        Case("key: chat", "key: chat\nonwer: me", #"f.yaml:3: onwer: there is no such field (did you mean "owner"?)"#),
        Case("key: chat", "key: chat\nkey: chat", "f.yaml:3: key: this key is there twice (first on line 2)"),
        Case("key: chat", "key: chat\nowner: ''", "f.yaml:3: owner: should be who owns the feature, is empty"),
        Case("key: chat", "key: chat\nowner: on"),
        Case("key: chat", "key: chat\nprotected: false"),
        Case("key: chat", "key: chat\nprotected: true"),
        Case(
            "key: chat", "key: chat\nprotected: yes",
            #"f.yaml:3: protected: should be true or false, is the text "yes""#),
        Case("key: chat", "key: chat\nbudgets: []", "f.yaml:3: budgets: is not supported yet (remove it)"),
        Case(
            "key: chat", "key: chat\nbucketBy: user.email",
            #"f.yaml:3: bucketBy: the attribute "user.email" is personal data "#
                + "(target by a segment, plan or pseudonymous id instead)"),
        Case(
            "key: chat", "key: chat\nbucketBy: a b",
            #"f.yaml:3: bucketBy: "a b" is no attribute name (names match [A-Za-z_][A-Za-z0-9_.-]{0,63})"#),
        Case("key: chat", "key: &k chat", "f.yaml:2: key: anchors are not taken (remove the `&` name)"),
        Case(
            "key: chat", "key: !!str chat",
            #"f.yaml:2: key: tags are not taken: "tag:yaml.org,2002:str" (remove it)"#),
        Case(
            "onKill: off", "onKill: stable",
            #"f.yaml:9: onKill: the off variant "stable" calls a model (name a variant that is `static`)"#),
        Case(
            "onKill: off\n", "",
            "f.yaml:1: onKill: is missing (name the variant that users get when AI is off)"),
        Case(
            "baseline: stable", "baseline: stabel",
            #"f.yaml:10: baseline: there is no variant "stabel" (did you mean "stable"?)"#),
    ]

    static let variants = [
        Case(
            "model: sonnet", "modle: sonnet",
            "f.yaml:4: variants.stable: neither calls a model nor is static (give it `model` or `static`)",
            "f.yaml:4: variants.stable.fallback: has no effect on a variant that calls no model (remove it)",
            #"f.yaml:5: variants.stable.modle: there is no such field (did you mean "model"?)"#),
        Case(
            "model: sonnet", "model: 4",
            "f.yaml:5: variants.stable.model: should be a model's name, is the number 4 (quote it)"),
        Case(
            "model: sonnet", "model: sonnet\n    ai: true",
            "f.yaml:6: variants.stable.ai: is no field (it is added by itself)"),
        Case(
            "model: sonnet", "model: sonnet\n    timeout: 3",
            "f.yaml:6: variants.stable.timeout: should be a duration, is the number 3 (write it like 3s, 500ms or 1m)"),
        Case(
            "model: sonnet", "model: sonnet\n    timeout: 2h",
            "f.yaml:6: variants.stable.timeout: 2h is out of range (from 1ms to 1h)"),
        Case(
            "model: sonnet", "model: sonnet\n    minConfidence: 1.5",
            "f.yaml:6: variants.stable.minConfidence: should be a number from 0 to 1, is the number 1.5"),
        Case(
            "model: sonnet", "model: sonnet\n    params: {stop: [a], t: 0.5, u: off, v: true}",
            "f.yaml:6: variants.stable.params.stop: should be a number, a text or true/false, is a list"),
        Case(
            "model: sonnet", "model: sonnet\n    params: {t: .inf}",
            #"f.yaml:6: variants.stable.params.t: ".inf" is no number of 64 bits (quote it if it is a text)"#,
            "f.yaml:6: variants.stable.params.t: should be a number, a text or true/false, is nothing"),
        Case(
            "model: sonnet", "model: sonnet\n    prompt: system@latest",
            #"f.yaml:6: variants.stable.prompt: "system@latest" names no version of a prompt "#
                + "(pin one: name@12; there is no @latest)"),
        Case(
            "model: sonnet", "model: sonnet\n    prompt: system",
            #"f.yaml:6: variants.stable.prompt: "system" names no version of a prompt "#
                + "(pin one: name@12; there is no @latest)"),
        Case("model: sonnet", "model: sonnet\n    prompt: system@12"),
        Case(
            "model: sonnet", "model: sonnet\n    static: x",
            "f.yaml:4: variants.stable: has both `model` and `static` (a static answer after a failure is a fallback step)",
            "f.yaml:8: variants.canary: has both `model` and `static` (a static answer after a failure is a fallback step)"
        ),
        Case(
            "    fallback: [{static: Later.}]\n", "",
            "f.yaml:4: variants.stable.fallback: is missing: a variant that calls a model says what happens when the call "
                + "fails (end it in a step that cannot fail: fallback: [{static: \"…\"}])"),
        Case(
            "[{static: Later.}]", "[{model: haiku}, {cached: true}]",
            "f.yaml:6: variants.stable.fallback: the last step can fail (end the chain in {static: \"…\"})"),
        Case(
            "[{static: Later.}]", "[{static: a}, {cached: false, model: x}, {static: b}]",
            "f.yaml:6: variants.stable.fallback[1]: a step is one of model, cached and static (this one has model and cached)",
            "f.yaml:6: variants.stable.fallback[1].cached: should be true, is false",
            "f.yaml:6: variants.stable.fallback[1]: is never reached: the step before it cannot fail (remove it or move it up)"
        ),
        Case(
            "extends: stable, model: opus", "extends: canary",
            "f.yaml:7: variants.canary.extends: goes round in a circle: canary -> canary"),
        Case(
            "  off: {static: Later.}",
            "  off: {static: Later.}\n  b: {extends: canary}\n  c: {extends: b}\n  d: {extends: c}\n  e: {extends: d}",
            "f.yaml:12: variants.e.extends: is more than 4 deep (e -> d -> c -> b -> canary -> stable)"),
        Case(
            "extends: stable", "extends: [stable]",
            "f.yaml:7: variants.canary.extends: should be the name of a variant, is a list",
            "f.yaml:7: variants.canary.fallback: is missing: a variant that calls a model says what happens when the call "
                + "fails (end it in a step that cannot fail: fallback: [{static: \"…\"}])"),
        Case(
            "off: {static: Later.}", "off: {static: '', data: 3}",
            "f.yaml:8: variants.off.static: should be a text, is empty",
            "f.yaml:8: variants.off.data: should be a mapping, is the number 3"),
        Case(
            "off: {static: Later.}", "off: {static: key sk-abcdefghij0123456789}",
            "f.yaml:8: variants.off.static: looks like an API key (sk-…) (keep secrets out of documents; revoke this one)"
        ),
        Case(
            "off: {static: Later.}", "Off: {static: Later.}",
            #"f.yaml:8: variants.Off: "Off" is no name (names match [a-z0-9][a-z0-9._-]{0,127})"#,
            #"f.yaml:9: onKill: there is no variant "off" (did you mean "Off"?)"#),
    ]

    static let routes = [
        Case(
            "serve: stable", "serve: stabel",
            #"f.yaml:13: route[0].serve: there is no variant "stabel" (did you mean "stable"?)"#),
        Case(
            "    serve: stable\n", "",
            "f.yaml:12: route[0]: should have either `serve` or `split` "
                + "(for example {serve: stable} or {split: {canary: 5%, stable: 95%}})"),
        Case(
            "canary: 5%, stable: 95%", "canary: 5%, stable: 94.999%",
            "f.yaml:14: route[1].split: adds up to 99.999%, should be 100%"),
        Case(
            "canary: 5%, stable: 95%", "canary: 5, stable: 95.0001%",
            "f.yaml:14: route[1].split.canary: should be a share of up to 100 %, is the number 5 "
                + "(write it like 20% or 0.125%, exact to 0.001%)",
            #"f.yaml:14: route[1].split.stable: should be a share of up to 100 %, is the text "95.0001%" "#
                + "(write it like 20% or 0.125%, exact to 0.001%)"),
        Case(
            "canary: 5%, stable: 95%", "canry: 5%, stable: 95%",
            #"f.yaml:14: route[1].split.canry: there is no variant "canry" (did you mean "canary"?)"#),
        Case(
            "  - split", "  - when: {x: 1}\n    split",
            "f.yaml:14: route[1].when: the last entry must be for everyone (add an entry without `when`)"),
        Case(
            "when: {plan: [pro]}\n    serve", "serve",
            "f.yaml:12: route[0]: has no `when`, so that the entries after it are never reached "
                + "(give it a `when` or move it to the end)"),
        Case(
            "{plan: [pro]}", "{}",
            "f.yaml:12: route[0].when: is empty and would let everyone in (remove it or name an attribute)"),
        Case("[pro]", "[]", "f.yaml:12: route[0].when.plan: is empty and would match nobody (list at least one value)"),
        Case(
            "[pro]", "[pro, [x], ~]",
            "f.yaml:12: route[0].when.plan: should be a text, a number or true/false, is a list",
            "f.yaml:12: route[0].when.plan: should be a text, a number or true/false, is nothing"),
        Case(
            "[pro]", "{startWith: p}",
            #"f.yaml:12: route[0].when.plan.startWith: there is no such field (did you mean "startsWith"?)"#),
        Case(
            "[pro]", "{startsWith: 5}",
            "f.yaml:12: route[0].when.plan.startsWith: a prefix should be a text that is not empty (quote it)"),
        Case(
            "[pro]", "{not: {not: a}}", "f.yaml:12: route[0].when.plan.not.not: stands in a `not` already (remove both)"
        ),
        Case(
            "plan: [pro]", "not: {plan: pro}",
            "f.yaml:12: route[0].when.not: is no attribute (write it inside one: plan: {not: …})"),
        Case(
            "plan: [pro]", "userEmail: x",
            #"f.yaml:12: route[0].when.userEmail: the attribute "userEmail" is personal data "#
                + "(target by a segment, plan or pseudonymous id instead)"),
        Case(
            "[pro]", "[someone@example.com]",
            "f.yaml:12: route[0].when.plan: the value looks like an e-mail address, which is personal data "
                + "(target by a segment, plan or pseudonymous id instead)"),
        Case(
            "[pro]", "9007199254740993",
            "f.yaml:12: route[0].when.plan: 9007199254740993 is too large to compare exactly (quote it)"),
        Case(
            "serve: stable", "serve: stable\n    until: tomorrow",
            "f.yaml:14: route[0].until: there is no such field (one of serve, split, when)"),
    ]

    static let guards = [
        Case(
            "error_rate > 5% over 1m", "latency p95 > 5s over 5m",
            #"f.yaml:16: guards[0].when: the signal "latency" is not supported yet (use error_rate)"#),
        Case(
            "error_rate > 5% over 1m", "\"score(helpfulness) < 0.8 over 30m\"",
            #"f.yaml:16: guards[0].when: the signal "score" is not supported yet (use error_rate)"#),
        Case(
            "error_rate > 5% over 1m", "errors > 5% over 1m",
            #"f.yaml:16: guards[0].when: there is no signal "errors" (use error_rate)"#),
        Case(
            "error_rate > 5% over 1m", "error_rate < 5% over 1m",
            #"f.yaml:16: guards[0].when: "error_rate < 5% over 1m" is no condition (write it like error_rate > 5% over 1m)"#
        ),
        Case(
            "error_rate > 5% over 1m", "error_rate > 0.05 over 1m",
            #"f.yaml:16: guards[0].when: "0.05" is no threshold (a share above 0% and below 100%: 5%)"#),
        Case("over 1m", "over 5s", "f.yaml:16: guards[0].when: the window 5s is out of range (from 10s to 30m)"),
        Case("over 1m", "over 31m", "f.yaml:16: guards[0].when: the window 31m is out of range (from 10s to 30m)"),
        Case("over 1m", "over lunch", #"f.yaml:16: guards[0].when: "lunch" is no duration (from 10s to 30m)"#),
        Case(
            "do: kill", "do: throttle canary",
            #"f.yaml:16: guards[0].do: "throttle canary" is not supported yet (kill, or serve <variant>)"#),
        Case("do: kill", "do: explode", #"f.yaml:16: guards[0].do: "explode" is no action (kill, or serve <variant>)"#),
        Case(
            "do: kill", "do: serve cheap",
            #"f.yaml:16: guards[0].do: there is no variant "cheap" (one of canary, off, stable)"#),
        Case(
            "do: kill", "do: kill, of: everything",
            #"f.yaml:16: guards[0].of: should be all, candidate or feature, is the text "everything""#),
        Case("do: kill", "do: kill, notify: oncall", "f.yaml:16: guards[0].notify: is not supported yet (remove it)"),
        Case(
            ", do: kill", "",
            #"f.yaml:16: guards[0].do: is missing "#
                + #"(for example {name: errors, when: "error_rate > 5% over 1m", do: kill})"#),
        Case(
            "do: kill}", "do: kill}\n  - {name: errors, when: error_rate > 1% over 5m, do: serve off}",
            #"f.yaml:17: guards[1].name: there is a guard "errors" already"#),
    ]

    @Test(arguments: heads + variants + routes + guards + conditions + staleness + rollouts + bindings)
    func `an author is told what is wrong, where, and what would be right`(sample: Case) {
        let parsed = SampleDocument.parse(SampleDocument.replacing(sample.old, with: sample.new))
        #expect(parsed.diagnostics.map(\.description) == sample.expected)
        #expect(parsed.documents.isEmpty != sample.expected.isEmpty)
    }

    @Test func `all errors of a file are found, and its sound documents come out`() {
        let broken = "kind: feature\nkey: other\nvariants: 5\nonKill: x\nbaseline: y\nroute: []"
        let parsed = SampleDocument.parse("\(broken)\n---\n\(SampleDocument.text)\n---\nkind: experiment\n")
        #expect(
            parsed.diagnostics.map(\.description) == [
                "f.yaml:3: variants: should be a mapping of names to variants, is the number 5",
                "f.yaml:6: route: is empty (for example [{serve: stable}])",
                #"f.yaml:25: kind: documents of kind "experiment" are not supported yet"#,
            ])
        #expect(parsed.documents.map(\.key) == ["chat"])
        #expect(parsed.documents.first?.line == 8)
    }

    @Test func `the same document twice in a file is refused`() {
        let parsed = SampleDocument.parse(SampleDocument.text + "\n---\n" + SampleDocument.text)
        #expect(
            parsed.diagnostics.map(\.description) == [#"f.yaml:18: there is a feature "chat" in this file already"#])
    }

    @Test func `a flood of errors is cut`() {
        let fields = (0..<20_000).map { "x\($0): 1\n" }.joined()
        let parsed = SampleDocument.parse(fields + SampleDocument.text)
        #expect(parsed.diagnostics.count == 101)
        #expect(parsed.diagnostics.last?.message == "more is wrong than is shown")
        #expect(parsed.documents == [])
    }

    @Test func `a flood of warnings is cut, refuses nothing, and leaves room for what does`() {
        let metadata = (0..<20_000).map { "x\($0): []" }.joined(separator: ", ")
        let flag =
            "kind: flag\nkey: size\nstate: ENABLED\nvariants: {a: 1}\nmetadata: {\(metadata)}\ndefaultVariant: a\n"
        let parsed = SampleDocument.parse(flag)
        #expect(parsed.diagnostics.count == 51)
        #expect(parsed.diagnostics.last?.description == "f.yaml: warning: more is wrong than is shown")
        #expect(parsed.documents.map(\.key) == ["size"])
        let refused = SampleDocument.parse(flag.replacing("defaultVariant: a", with: "defaultVariant: b"))
        #expect(refused.diagnostics.contains { $0.severity == .error && $0.path == "defaultVariant" })
        #expect(refused.documents == [])
    }

    @Test func `sizes are limited`() {
        let name = String(repeating: "x", count: 300)
        let named = SampleDocument.parse(SampleDocument.replacing("key: chat", with: "key: \(name)"))
        #expect(named.diagnostics.map(\.message).contains("is 300 bytes long, at most 128 are taken"))
        let many = (0..<70).map { "  v\($0): {static: x}\n" }.joined()
        let variants = SampleDocument.parse(SampleDocument.replacing("  off:", with: many + "  off:"))
        #expect(
            variants.diagnostics.first?.description
                == "f.yaml:4: variants: has 73 variants (1 to 64 are taken)")
        let values = (0...1000).map(String.init).joined(separator: ",")
        let literals = SampleDocument.parse(SampleDocument.replacing("[pro]", with: "[\(values)]"))
        #expect(
            literals.diagnostics.map(\.message) == ["has 1001 values, at most 1000 are taken"])
        let data = (0..<40).map { "d\($0): \"\(String(repeating: "x", count: 30_000))\"" }.joined(separator: ", ")
        let large = SampleDocument.parse(
            SampleDocument.replacing("Later.}\nonKill", with: "Later., data: {\(data)}}\nonKill"))
        let heirs = (0..<9).map { "  heir\($0): {extends: off}\n" }.joined()
        let half = "off: {static: Later., data: {x: \"\(String(repeating: "x", count: 500_000))\"}}\n"
        let amplified = SampleDocument.parse(SampleDocument.replacing("off: {static: Later.}\n", with: half + heirs))
        #expect(
            amplified.diagnostics.map(\.description) == [
                "f.yaml:17: variants.heir8: with what they extend, the variants hold more than 4 MiB"
            ])
        #expect(large.diagnostics.first?.message.contains("at most 1 MiB is taken") == true)
    }
}
