import FlagModel
import Testing

/// The table in docs/documents.md, row by row.
@Suite struct FeatureExposureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var old: String
        var new: String
        var words: String

        init(_ old: String, _ new: String, _ words: String) {
            (self.old, self.new, self.words) = (old, new, words)
        }

        var testDescription: String { words }
    }

    static let widening = [
        Case(
            "canary: 5%, cheap: 10%, stable: 85%", "canary: 20%, stable: 80%",
            "canary gets 20% of all other users instead of 5%"),
        Case(
            "canary: 5%, cheap: 10%, stable: 85%", "canary: 5%, cheap: 10%, spare: 5%, stable: 80%",
            "spare gets 5% of all other users instead of 0%"),
        Case("split: {canary: 20%, stable: 80%}", "serve: canary", "canary gets 100% of segment beta instead of 20%"),
        Case(
            "  - when: {segment: beta}\n", "  - when: {plan: [team]}\n    serve: canary\n  - when: {segment: beta}\n",
            "plan in [team] is let in: canary gets 100% of it instead of 5%"),
        Case(
            "when: {plan: [pro]}", "when: {plan: [pro, team]}",
            "segment beta lets others in: canary gets 20% of it instead of 5%"),
        Case(
            "  - when: {segment: beta}\n    split: {canary: 20%, stable: 80%}\n",
            "  - when: {segment: beta}\n    serve: stable\n  - when: {region: eu}\n    serve: cheap\n",
            "region in [eu] is let in: cheap gets 100% of it instead of 10%"),
        Case(
            "  - when: {segment: beta}\n    split: {canary: 20%, stable: 80%}\n", "",
            "others are let in: cheap gets 10% of users"),
        Case("model: sonnet", "model: sonnet-5", "model of stable becomes sonnet-5 instead of sonnet"),
        Case("temperature: 0.7", "temperature: 0.9", "temperature of stable becomes 0.9 instead of 0.7"),
        Case("max_tokens: 100}", "max_tokens: 100, top_k: 5}", "top_k of canary becomes 5"),
        Case("prompt: system@1", "prompt: system@2", "prompt of stable becomes system@2 instead of system@1"),
        Case("{model: haiku}, {static", "{static", "fallback of stable changes"),
        Case("off: {static: Later.}", "off: {static: Never.}", #"static of off becomes "Never." instead of "Later.""#),
        Case("value: 0.4", "value: 0.6", "temperature of cheap becomes 0.6 instead of 0.4"),
        Case("onKill: off", "onKill: gone", "onKill becomes gone instead of off"),
        Case("baseline: stable", "baseline: cheap", "baseline becomes cheap instead of stable"),
        Case("protected: true", "protected: false", "protected is switched off"),
        Case("error_rate > 5% over 1m", "error_rate > 8% over 1m", "guard errors loosened from 5% to 8%"),
        Case(
            "error_rate > 5% over 1m", "error_rate > 5% over 2m", "guard errors loosened: it looks at 2m instead of 1m"),
        Case(
            "over 1m\", do: kill}", "over 1m\", do: serve cheap}",
            "guard errors loosened: it does serve cheap instead of kill"),
        Case(
            "over 1m\", do: kill}", "over 1m\", do: kill, of: feature}",
            "guard errors loosened: it judges feature instead of all"),
        Case(
            "over 1m\", do: kill}", "over 1m\", do: kill, shadow: true}",
            "guard errors loosened: it only watches, in shadow"),
        Case("  - {name: errors, when: \"error_rate > 5% over 1m\", do: kill}\n", "", "guard errors removed"),
        Case(
            "guards:\n", "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve spare2}\n",
            "guard more added: serve spare2 above 3%, which serves spare2 to people who did not get it"),
        // Who gets 5 % or 10 % of all is not who gets it once a guard acts.
        Case(
            "guards:\n", "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve canary}\n",
            "guard more added: serve canary above 3%, which serves canary to people who did not get it"),
        Case(
            "guards:\n", "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve cheap, of: feature}\n",
            "guard more added: serve cheap above 3%, which serves cheap to people who did not get it"),
        Case(
            "error_rate > 10% over 5m", "error_rate > 5% over 5m",
            "guard slow tightened from 10% to 5%, and so serves cheap to people who did not get it"),
        Case(
            "do: serve cheap, of: candidate", "do: serve cheap, of: all",
            "guard slow tightened: it judges all instead of candidate, and so serves cheap to people who did not get it"
        ),
        Case(
            "do: serve cheap, of: candidate", "do: serve canary, of: candidate",
            "guard slow loosened: it does serve canary instead of serve cheap"),
        Case(
            "error_rate > 10% over 5m", "error_rate > 10% over 1m", "guard slow loosened: it looks at 1m instead of 5m"),
        Case(
            "> 1% over 1m\", do: kill, shadow: true", "> 1% over 1m\", do: serve cheap",
            "guard trial added: serve cheap above 1%, which serves cheap to people who did not get it"),
        Case(
            "over 1m\", do: kill}", "over 1m\", do: serve stable}",
            "guard errors loosened: it does serve stable instead of kill"),
        // A parent is what its children become.
        Case(
            "canary: {extends: stable, model: opus}\n  cheap: {extends: stable",
            "canary: {extends: stable, model: opus}\n  cheap: {extends: canary, params: {top_p: 1}",
            "top_p of cheap becomes 1"),
        Case("after: 60s", "after: 120s", "onStale loosened: after 2m instead of 1m"),
        Case(
            "onStale: {after: 60s, serve: stable}\n", "",
            "onStale loosened: it is removed, the last known state is served for good"),
        Case(
            "after: 60s, serve: stable", "after: 60s, serve: cheap",
            "onStale loosened: it serves cheap instead of stable"),
        Case(
            "1% for 24h, 5% for 48h", "2% for 24h, 5% for 48h",
            "rollout stages larger: 2% for 24h, 5% for 48h, 100% instead of 1% for 24h, 5% for 48h, 100%"),
        Case(
            "1% for 24h, 5% for 48h", "1% for 12h, 5% for 48h",
            "rollout stages larger: 1% for 12h, 5% for 48h, 100% instead of 1% for 24h, 5% for 48h, 100%"),
        Case(
            "1% for 24h, 5% for 48h", "1% for 24h",
            "rollout stages larger: 1% for 24h, 100% instead of 1% for 24h, 5% for 48h, 100%"),
        Case(
            "protected: true", "protected: true\nsalt: other",
            #"buckets are drawn anew (salt "other"): others get what is split"#),
        Case(
            "protected: true", "protected: true\nbucketBy: session",
            "buckets are drawn by session instead of the unit: others get what is split"),
        Case(
            "key: chat\nowner", "key: talk\nsalt: chat\nowner",
            "chat becomes talk: services that ask for chat get their own defaults"),
    ]

    @Test(arguments: widening) func `widens`(one: Case) {
        let findings = ExposureSample.changing([(one.old, one.new)] + Self.needed(by: one.new))
        #expect(findings.contains(ExposureFinding(.widens, one.words)), "\(findings.map(\.words))")
    }

    static let restricting = [
        Case(
            "canary: 5%, cheap: 10%, stable: 85%}",
            "canary: 5%, cheap: 10%, stable: 85%}\n    when: {region: eu}\n  - split: {cheap: 10%, stable: 90%}",
            "canary gets 0% of all other users instead of 5%"),
        Case(
            "canary: 5%, cheap: 10%, stable: 85%", "canary: 1%, cheap: 10%, stable: 89%",
            "canary gets 1% of all other users instead of 5%"),
        Case("split: {canary: 20%, stable: 80%}", "serve: stable", "canary gets 0% of segment beta instead of 20%"),
        Case("error_rate > 5% over 1m", "error_rate > 3% over 1m", "guard errors tightened from 5% to 3%"),
        Case(
            "do: serve cheap, of: candidate", "do: kill, of: candidate",
            "guard slow tightened: it does kill instead of serve cheap"),
        Case(
            "do: kill, of: candidate", "do: kill, of: all", "guard narrow tightened: it judges all instead of candidate"
        ),
        Case(
            "guards:\n", "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: kill}\n",
            "guard more added: kill above 3%"),
        Case(
            "guards:\n", "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve stable}\n",
            "guard more added: serve stable above 3%"),
        Case(
            "guards:\n", "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve off, of: feature}\n",
            "guard more added: serve off above 3%"),
        Case(
            "do: serve cheap, of: candidate", "do: serve stable, of: candidate",
            "guard slow tightened: it does serve stable instead of serve cheap"),
        Case(
            "do: serve cheap, of: candidate", "do: serve off, of: candidate",
            "guard slow tightened: it does serve off instead of serve cheap"),
        Case(
            "> 1% over 1m\", do: kill, shadow: true", "> 1% over 1m\", do: kill", "guard trial added: kill above 1%"),
        Case("after: 60s", "after: 30s", "onStale holds sooner: after 30s instead of 1m"),
        Case("after: 60s, serve: stable", "after: 60s, serve: off", "onStale serves off instead of stable"),
        Case(
            "1% for 24h, 5% for 48h", "1% for 48h, 2% for 48h, 5% for 48h",
            "rollout stages smaller: 1% for 48h, 2% for 48h, 5% for 48h, 100% instead of 1% for 24h, 5% for 48h, 100%"),
        Case(
            "rollout:\n  candidate: spare\n  stages: [1% for 24h, 5% for 48h, 100%]", "",
            "the rollout of spare is removed"),
    ]

    @Test(arguments: restricting) func `restricts, and widens nothing`(one: Case) {
        let findings = ExposureSample.changing([(one.old, one.new)])
        #expect(findings.contains(ExposureFinding(.restricts, one.words)), "\(findings.map(\.words))")
        #expect(!findings.contains { $0.effect == .widens }, "\(findings.map(\.words))")
    }

    static let neutral = [
        Case("owner: support", "owner: help", #"owner becomes "help""#),
        Case("model: mini", "model: micro", "model of spare becomes micro instead of mini, which is served to nobody"),
        Case("spare: {extends", "other: {static: x}\n  spare: {extends", "variant other is new"),
        Case("do: kill, shadow: true", "do: serve cheap, shadow: true", "guard trial changes, in shadow"),
        Case(
            "split: {canary: 20%, stable: 80%}",
            "split: {canary: 20%, stable: 80%}\n  - when: {plan: [pro]}\n    serve: cheap",
            "the route is written otherwise; nobody gets more of anything"),
        Case(
            "candidate: spare", "candidate: spare2",
            "spare2 is rolled out instead of spare (1% for 24h, 5% for 48h, 100%); nobody gets it before rollout start"),
    ]

    @Test(arguments: neutral) func `does neither`(one: Case) {
        let findings = ExposureSample.changing([(one.old, one.new)] + Self.needed(by: one.new))
        #expect(findings.contains(ExposureFinding(.neutral, one.words)), "\(findings.map(\.words))")
        #expect(findings.allSatisfy { $0.effect == .neutral }, "\(findings.map(\.words))")
    }

    /// Variants that a case names beside those of the sample.
    static func needed(by text: String) -> [(String, String)] {
        let off = "  off: {static: Later.}"
        if text.contains("gone") { return [(off, "\(off)\n  gone: {static: Gone.}")] }
        if text.contains("spare2") { return [(off, "\(off)\n  spare2: {extends: spare}")] }
        if text.contains("spare: 5%") {
            return [("  candidate: spare", "  candidate: canary2"), (off, "\(off)\n  canary2: {extends: spare}")]
        }
        return []
    }

    @Test func `nothing is found where nothing differs`() {
        #expect(ExposureSample.changing([]) == [])
        #expect(FeatureExposure.findings(from: nil, to: nil, state: nil) == [])
    }

    @Test func `a deletion widens, and what is new does not`() {
        let feature = ExposureSample.exposed(ExposureSample.feature)
        #expect(
            FeatureExposure.findings(from: feature, to: nil, state: nil) == [
                ExposureFinding(.widens, "chat is deleted: services that ask for it get their own defaults")
            ])
        #expect(
            FeatureExposure.findings(from: nil, to: feature, state: nil) == [
                ExposureFinding(.neutral, "chat is new: nobody had it")
            ])
    }

    @Test func `every field of a served variant counts, also in small`() {
        let findings = ExposureSample.changing([("text: Be kind.", "text: Be kinder.")])
        #expect(
            findings.filter { $0.effect == .widens }.map(\.words) == [
                "prompt of canary changes", "prompt of cheap changes", "prompt of stable changes",
            ])
        #expect(findings.contains(ExposureFinding(.neutral, "prompt of spare changes, which is served to nobody")))
    }

    @Test func `a rollout under way counts: its candidate is served, and more of it when more reach the last entry`() {
        let rollout = FeatureState.Rollout(
            id: "r", candidate: "spare", salt: "s", stages: [FeatureState.Rollout.Stage(share: 5_000, since: 1)])
        let state = FeatureState(key: "chat", rollout: rollout)
        #expect(
            ExposureSample.changing([("model: mini", "model: micro")], state: state)
                == [ExposureFinding(.widens, "model of spare becomes micro instead of mini")])
        let findings = ExposureSample.changing(
            [("  - when: {segment: beta}\n    split: {canary: 20%, stable: 80%}\n", "")], state: state)
        #expect(
            findings.contains(ExposureFinding(.widens, "others are let in: spare gets 5% of users")),
            "\(findings.map(\.words))")
        // A plan that takes up a candidate that is under way serves it at once.
        let another = FeatureState(
            key: "chat",
            rollout: FeatureState.Rollout(
                id: "r", candidate: "spare2", salt: "s", stages: [FeatureState.Rollout.Stage(share: 5_000, since: 1)]))
        let taken = ExposureSample.changing(
            [("candidate: spare", "candidate: spare2"), ("  off: {", "  spare2: {extends: spare}\n  off: {")],
            state: another)
        #expect(
            taken.contains(ExposureFinding(.widens, "spare2 gets 5% of all other users instead of 0%")),
            "\(taken.map(\.words))")
    }

    @Test func `what a trip serves counts as served, though no guard may serve it for that`() {
        func tripped(serving variant: String) -> FeatureState {
            let trip = FeatureState.Trip(
                act: FeatureState.Act(by: "agent", at: 1, reason: "", source: "guard:errors"), guardName: "errors",
                target: FeatureState.wholeFeature, action: .serve(variant), digest: "", basis: 1, evidence: .null)
            return FeatureState(key: "chat", trips: [trip.id: trip])
        }
        #expect(
            ExposureSample.changing([("model: mini", "model: micro")], state: tripped(serving: "spare"))
                == [ExposureFinding(.widens, "model of spare becomes micro instead of mini")])
        let more = "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve spare2}\n"
        let guarded = ExposureSample.changing(
            [("guards:\n", more)] + Self.needed(by: more), state: tripped(serving: "spare2"))
        #expect(
            guarded.contains(
                ExposureFinding(
                    .widens,
                    "guard more added: serve spare2 above 3%, which serves spare2 to people who did not get it")),
            "\(guarded.map(\.words))")
    }

    @Test func `taking from the off variant widens, whoever gets it`() {
        let off = ("canary: 5%, cheap: 10%, stable: 85%", "canary: 5%, cheap: 10%, stable: 45%, off: 40%")
        #expect(!ExposureSample.changing([off]).contains { $0.effect == .widens })
        let before = ExposureSample.replacing(off.0, with: off.1, in: ExposureSample.feature)
            .flatMap { ExposureSample.exposed($0) }
        let after = ExposureSample.exposed(ExposureSample.feature)
        #expect(
            FeatureExposure.findings(from: before, to: after, state: nil) == [
                ExposureFinding(.widens, "off, which calls no model, gets 0% of all other users instead of 40%")
            ])
    }

    /// What replacing texts comes to where 40 % get the off variant by the route.
    private func whereSomeGetOff(_ old: String, _ new: String) -> [ExposureFinding] {
        let routed = ExposureSample.replacing(
            "canary: 5%, cheap: 10%, stable: 85%", with: "canary: 5%, cheap: 10%, stable: 45%, off: 40%",
            in: ExposureSample.feature)
        let changed = routed.flatMap { ExposureSample.replacing(old, with: new, in: $0) }
        return FeatureExposure.findings(
            from: routed.flatMap { ExposureSample.exposed($0) }, to: changed.flatMap { ExposureSample.exposed($0) },
            state: nil)
    }

    @Test func `where some get the off variant by the route, the baseline for everyone lets them in`() {
        let whole = "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: serve stable}\n"
        #expect(
            whereSomeGetOff("guards:\n", whole) == [
                ExposureFinding(
                    .widens,
                    "guard more added: serve stable above 3%, which serves stable to people who get off, which calls "
                        + "no model")
            ])
        // A candidate's guard acts on the users of what it judges.
        #expect(
            whereSomeGetOff("guards:\n", whole.replacing("serve stable", with: "serve stable, of: candidate"))
                == [ExposureFinding(.restricts, "guard more added: serve stable above 3%")])
        #expect(whereSomeGetOff("after: 60s", "after: 30s").map(\.effect) == [.widens])
        #expect(whereSomeGetOff("serve: stable}\nroute", "serve: off}\nroute").map(\.effect) == [.restricts])
    }

    @Test func `what was free is judged by what is the baseline before and after`() {
        // One and the same change makes cheap the baseline and lets a guard serve it.
        let findings = ExposureSample.changing([
            ("baseline: stable", "baseline: cheap"), ("error_rate > 10% over 5m", "error_rate > 5% over 5m"),
        ])
        #expect(
            findings.contains(
                ExposureFinding(
                    .widens, "guard slow tightened from 10% to 5%, and so serves cheap to people who did not get it")),
            "\(findings.map(\.words))")
    }
}
