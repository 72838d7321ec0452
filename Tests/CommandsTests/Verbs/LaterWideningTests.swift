import FlagModel
import Samples
import Testing

/// What would give somebody more only later takes two people of a protected feature all the same. One after another:
/// each runs many commands, and others of this process wait for theirs with a deadline.
@Suite(.serialized) struct LaterWideningTests {
    private func apply(
        _ fixture: CommandFixture, _ documents: String, _ arguments: String...
    ) async throws -> CommandResult {
        try await fixture.run(["apply", "-f", "-", "--reason", "because"] + arguments, input: documents)
    }

    private static func guarded(_ action: String) -> String {
        SampleDocuments.protectedFeature.replacing(
            "guards:\n", with: "guards:\n  - {name: more, when: \"error_rate > 3% over 1m\", do: \(action)}\n")
    }

    @Test func `nobody lets a guard serve a candidate alone, be it new or made sharper`() async throws {
        let fixture = try await CommandFixture()
        try await apply(fixture, SampleDocuments.protectedFeature).expectStatus(0)
        let waits = try await apply(fixture, Self.guarded("serve canary")).expectStatus(3)
        #expect(waits.errors.contains("which serves canary to people who did not get it"), "\(waits.errors)")
        // What a kill or a withdrawal would give is free.
        try await apply(fixture, Self.guarded("serve stable")).expectStatus(0)
        try await apply(fixture, Self.guarded("serve handoff")).expectStatus(0)
        try await apply(fixture, Self.guarded("serve canary")).expectStatus(3)
        // Out of force, the one that serves the off variant is gone.
        let shadow = Self.guarded("serve canary").replacing(
            "do: serve canary}", with: "do: serve canary, shadow: true}")
        try await apply(fixture, shadow).expectStatus(3)
    }

    @Test func `a guard that serves a candidate is not made to fire sooner by one person`() async throws {
        let fixture = try await CommandFixture()
        let open = Self.guarded("serve canary").replacing("protected: true\n", with: "")
        try await apply(fixture, open).expectStatus(0)
        let closed = Self.guarded("serve canary")
        try await apply(fixture, closed).expectStatus(0)
        let waits = try await apply(fixture, closed.replacing("> 3% over 1m", with: "> 0.1% over 1m")).expectStatus(3)
        #expect(waits.errors.contains("guard more tightened from 3% to 0.1%, and so serves canary"), "\(waits.errors)")
        try await apply(fixture, closed.replacing("do: serve canary", with: "do: kill")).expectStatus(0)
    }

    private static let later = SampleDocuments.protectedNamespace.replacing(
        "canary: {extends: stable, model: claude-opus-4}", with: "canary: {extends: stable, model: claude-sonnet-4}")

    @Test func `a rollout is not begun of what changes underneath it later`() async throws {
        let fixture = try await CommandFixture()
        try await apply(fixture, SampleDocuments.protectedNamespace).expectStatus(0)
        // Served to nobody, so nobody has to be asked.
        try await apply(fixture, Self.later, "--at", "+2h").expectStatus(0)
        let refused = try await fixture.run("rollout", "start", "support-chat", "--reason", "r").expectStatus(1)
        #expect(refused.errors.contains("feature/support-chat changes at "), "\(refused.errors)")
        #expect(refused.errors.contains("model of canary becomes claude-sonnet-4 instead of claude-opus-4"))
        let schedule = try await fixture.run("proposals", "-o", "json").json()["scheduled"]?.array?.first?["id"]?.string
        try await fixture.run("proposals", "call-off", schedule ?? "").expectStatus(0)
        try await fixture.run("rollout", "start", "support-chat", "--reason", "r").expectStatus(3)
    }

    @Test func `what was approved is not begun either once it is to change underneath`() async throws {
        try await Office.open { office in
            try await office.run("ann", "rollout", "start", "support-chat", "--reason", "r").expectStatus(3)
            let name = try await office.proposal()
            try await office.run(as: "ann", ["apply", "-f", "-", "--reason", "r", "--at", "+2h"], input: Self.later)
                .expectStatus(0)
            let refused = try await office.run("ben", "approve", name, "--reason", "fine").expectStatus(1)
            #expect(refused.errors.contains("feature/support-chat changes at "), "\(refused.errors)")
            let state = try await office.run("ann", "get", "support-chat", "-o", "json").json()["state"]
            #expect(state?["rollout"] ?? .null == .null)
        }
    }

    @Test func `what a feature stands on once a break-glass is over is judged by that`() async throws {
        let fixture = try await CommandFixture()
        let routed = SampleDocuments.protectedNamespace.replacing(
            "- when: {segment: large}\n    serve: stable", with: "- when: {segment: large}\n    serve: trial"
        ).replacing("when: {plan: [enterprise]}", with: "when: {plan: [enterprise, startup]}")
        try await apply(fixture, routed).expectStatus(0)
        // Alone and for an hour, the feature stands on no segment.
        let feature = SampleDocuments.protectedNamespace.split(separator: "\n---\n", maxSplits: 1)[0]
        let alone = String(feature).replacing(
            "  - when: {segment: large}\n    serve: stable\n  - split: {trial: 5%, stable: 95%}",
            with: "  - split: {trial: 6%, stable: 94%}")
        try await apply(fixture, alone, "--break-glass").expectStatus(0)
        let segment = "kind: segment\nkey: large\nwhen: {plan: [enterprise, startup, team]}"
        let waits = try await apply(fixture, segment).expectStatus(3)
        #expect(
            waits.errors.contains("widens: once the break-glass is over: segment large lets others in"),
            "\(waits.errors)")
        // What lets fewer in needs nobody.
        try await apply(fixture, "kind: segment\nkey: large\nwhen: {plan: [enterprise]}").expectStatus(0)
    }

    @Test func `what several agreed to take away is not put back by one of them, protected or not`() async throws {
        try await Office.open { office in
            try await office.run("ann", "delete", "support-chat", "--yes", "--force", "--reason", "over").expectStatus(
                3)
            try await office.run("ben", "approve", try await office.proposal(), "--reason", "fine").expectStatus(0)
            let open = SampleDocuments.namespace.replacing("trial: 5%, stable: 95%", with: "trial: 100%")
            let waits = try await office.run("ann", "apply", "-f", "-", "--reason", "r", input: open).expectStatus(3)
            #expect(
                waits.errors.contains("support-chat comes back, which others agreed to take away"), "\(waits.errors)")
            try await office.run("ann", "apply", "-f", "-", "--dry-run", "--reason", "r", input: open).expectStatus(3)
            try await office.run("ann", "revert", "support-chat", "--yes", "--reason", "r").expectStatus(3)
        }
    }

    @Test func `what one person took away where nothing is protected one person puts back`() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("delete", "support-chat", "--yes", "--reason", "over").expectStatus(0)
        try await apply(fixture, SampleDocuments.feature).expectStatus(0)
    }
}
