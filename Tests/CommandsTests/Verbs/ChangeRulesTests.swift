import FlagModel
import FlagStore
import Samples
import Testing

@testable import Commands

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("the rules for changes", .serialized)
struct ChangeRulesTests {
    /// What changes a variant's behaviour, by the document it stands in.
    static let behaviour = [
        ("model: claude-sonnet-4", "model: claude-sonnet-5", "model"),
        ("temperature: 0.7", "temperature: 0.8", "params"),
        ("Someone will answer.", "Nobody will answer.", "fallback"),
        (
            "key: trial-temperature\nfeature: support-chat\nvariant: trial",
            "key: trial-temperature\nfeature: support-chat\nvariant: stable", "params"
        ),
    ]

    @Test("what more than 5 % of users get does not change underneath them", arguments: behaviour)
    func friday(text: String, replacement: String, field: String) async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let changed = SampleDocuments.namespace.replacing(text, with: replacement)
            let refused = try await fixture.run("apply", "-f", "-", input: changed).expectStatus(1)
            #expect(
                refused.errors.contains(
                    "support-chat: stable serves up to 100% of users, and its \(field) would change underneath them"),
                "\(refused.errors)")
            #expect(refused.errors.contains("--ship-directly --reason TEXT"))
            #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 1)
            let differs = try await fixture.run("diff", "-", input: changed).expectStatus(1)
            #expect(differs.errors.contains("apply would refuse: support-chat: stable"))
        }
    }

    @Test("what few tried is not given to most in one step, unless that is said and on record")
    func growth() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            func split(_ share: Int) -> String {
                SampleDocuments.namespace.replacing(
                    "trial: 5%, stable: 95%", with: "trial: \(share)%, stable: \(100 - share)%")
            }
            let refused = try await fixture.run("apply", "-f", "-", input: split(100)).expectStatus(1)
            #expect(
                refused.errors.contains("support-chat: trial would serve up to 100% of users instead of 5% at once"))
            #expect(refused.errors.contains("up to 10% in one."))
            try await fixture.run("apply", "-f", "-", input: split(10)).expectStatus(0)
            try await fixture.run("apply", "-f", "-", input: split(20)).expectStatus(0)
            try await fixture.run("apply", "-f", "-", input: split(41)).expectStatus(1)
            try await fixture.run(
                "apply", "-f", "-", "--ship-directly", "--reason", "it is the old one", input: split(100)
            ).expectStatus(0)
            // Back to the baseline takes nobody's leave.
            try await fixture.run("apply", "-f", "-", input: split(0)).expectStatus(0)
        }
    }

    @Test("a parameter is tuned within the range that was declared for it, at any share")
    func tuning() async throws {
        let tuned = SampleDocuments.namespace.replacing("variant: trial", with: "variant: stable")
        try await StoreKind.sqlite.withFixture { fixture in
            try await fixture.run("apply", "-f", "-", input: tuned).expectStatus(0)
            func value(_ value: String, _ range: String = "minimum: 0, maximum: 2") -> String {
                tuned.replacing("minimum: 0, maximum: 2, value: 0.5", with: "\(range), value: \(value)")
            }
            try await fixture.run("apply", "-f", "-", input: value("0.9")).expectStatus(0)
            let outside = try await fixture.run("apply", "-f", "-", input: value("2.5")).expectStatus(1)
            #expect(outside.errors.contains("2.5"))
            // The range is what was reviewed.
            let wider = try await fixture.run("apply", "-f", "-", input: value("2.5", "minimum: 0, maximum: 3"))
            #expect(wider.expectStatus(1).errors.contains("its params would change underneath them"))
        }
    }

    @Test("shipping it directly is on record with its reason", arguments: StoreKind.allCases)
    func shipDirectly(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let changed = SampleDocuments.namespace.replacing("Someone will answer.", with: "Somebody will answer.")
            try await fixture.run("apply", "-f", "-", "--ship-directly", input: changed).expectStatus(2)
            let watch = try fixture.process(["watch", "-o", "json"])
            try await watch.waitForOutput("\"event\":\"begin\"")
            try await fixture.run("apply", "-f", "-", "--ship-directly", "--reason", "a typo", input: changed)
                .expectStatus(0)
            try await watch.waitForOutput("\"reason\":\"a typo\"")
            watch.stop()
            #expect(await watch.result().output.contains("\"source\":\"cli --ship-directly\""))
        }
    }

    @Test("what at most 5 % get may change")
    func few() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let changed = SampleDocuments.namespace.replacing(
                "trial: {extends: stable, model: claude-opus-4}", with: "trial: {extends: stable, model: claude-opus-5}"
            )
            try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
        }
    }

    @Test("a rollout's candidate may change up to 5 %, and not beyond")
    func rollout() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            func canary(_ model: String) -> String {
                SampleDocuments.namespace.replacing(
                    "canary: {extends: stable, model: claude-opus-4}",
                    with: "canary: {extends: stable, model: \(model)}")
            }
            try await fixture.run("rollout", "start", "support-chat", "--stage", "2", "--reason", "go").expectStatus(0)
            try await fixture.run("apply", "-f", "-", input: canary("claude-opus-5")).expectStatus(0)
            try await fixture.run("rollout", "promote", "support-chat").expectStatus(0)
            let refused = try await fixture.run("apply", "-f", "-", input: canary("claude-opus-6")).expectStatus(1)
            #expect(refused.errors.contains("canary serves up to 25% of users, and its model would change"))
        }
    }

    @Test("a variant that serves users is not removed; one that serves nobody is")
    func servedButGone() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            func without(_ document: String) -> String {
                document.replacing("  trial: {extends: stable, model: claude-opus-4}\n", with: "")
                    .replacing("trial: 5%, stable: 95%", with: "stable: 100%")
            }
            try await fixture.run("delete", "trial-temperature", "--reason", "r").expectStatus(0)
            let refused = try await fixture.run("apply", "-f", "-", input: without(SampleDocuments.restingFeature))
                .expectStatus(1)
            #expect(refused.errors.contains("support-chat: trial serves 5% of users and cannot be removed"))
            let unserved = SampleDocuments.restingFeature.replacing("trial: 5%, stable: 95%", with: "stable: 100%")
            try await fixture.run("apply", "-f", "-", input: unserved).expectStatus(0)
            try await fixture.run("apply", "-f", "-", input: without(SampleDocuments.restingFeature)).expectStatus(0)
        }
    }

    @Test("a withdrawn variant does not become the baseline")
    func withdrawnBaseline() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            try await fixture.run("withdraw", "support-chat", "trial", "--reason", "rude").expectStatus(0)
            let changed = SampleDocuments.namespace.replacing("baseline: stable", with: "baseline: trial")
            let refused = try await fixture.run("apply", "-f", "-", input: changed).expectStatus(1)
            #expect(refused.errors.contains("support-chat: trial is withdrawn and cannot become the baseline"))
            #expect(refused.errors.contains("flagpost restore support-chat trial"))
            try await fixture.run("restore", "support-chat", "trial", "--reason", "fine").expectStatus(0)
            try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
        }
    }

    @Test("a version of a prompt never changes")
    func immutablePrompt() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let changed = SampleDocuments.namespace.replacing("You are the assistant", with: "You are an assistant")
            let refused = try await fixture.run("apply", "-f", "-", "--ship-directly", "--reason", "r", input: changed)
                .expectStatus(1)
            #expect(refused.errors.contains("support-system@1: is stored with another text or other variables"))
            #expect(refused.errors.contains("Make it version: 2, and point variants at support-system@2"))
        }
    }
}
