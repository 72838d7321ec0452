import FlagModel
import Samples
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite(.serialized) struct ScheduledChangeTests {
    private static let wider = "kind: segment\nkey: vip\nwhen: {plan: [enterprise, team]}"
    private static let documents =
        SampleDocuments.protectedNamespace + "\n---\nkind: segment\nkey: vip\nwhen: {plan: [enterprise]}"

    private func apply(
        _ fixture: CommandFixture, _ documents: String, _ arguments: String...
    ) async throws -> CommandResult {
        try await fixture.run(["apply", "-f", "-", "--reason", "because"] + arguments, input: documents)
    }

    /// With a change of `vip` that waits for its time.
    private func scheduled(on documents: String) async throws -> (fixture: CommandFixture, schedule: String) {
        let fixture = try await CommandFixture()
        try await apply(fixture, documents).expectStatus(0)
        let later = try await apply(fixture, Self.wider, "--at", "+2h").expectStatus(0)
        #expect(later.output.contains("scheduled 1 document for "))
        let list = try await fixture.run("proposals", "-o", "json").json()
        return (fixture, try #require(list["scheduled"]?.array?.first?["id"]?.string))
    }

    @Test func `a protected feature does not come to stand on what changes later unseen`() async throws {
        let (fixture, schedule) = try await scheduled(on: Self.documents)
        let standing = Self.documents.replacing(
            "when: {segment: large}\n    serve: stable", with: "when: {segment: vip}\n    serve: trial")
        #expect(standing != Self.documents)
        let refused = try await apply(fixture, standing).expectStatus(1)
        #expect(refused.errors.contains("support-chat: segment/vip changes at "), "\(refused.errors)")
        #expect(refused.errors.contains("segment vip lets others in"), "\(refused.errors)")
        #expect(refused.errors.contains("flagpost proposals call-off \(schedule)"))
        // What restricts goes on as ever.
        try await apply(fixture, Self.documents.replacing("trial: 5%, stable: 95%", with: "trial: 1%, stable: 99%"))
            .expectStatus(0)
        try await fixture.run("proposals", "call-off", schedule).expectStatus(0)
        let waits = try await apply(fixture, standing).expectStatus(3)
        #expect(waits.errors.contains("trial gets 100%"), "\(waits.errors)")
    }

    @Test func `a feature is not protected from what was scheduled before, so it says so`() async throws {
        let open = Self.documents.replacing(
            "when: {segment: large}\n    serve: stable", with: "when: {segment: vip}\n    serve: trial"
        ).replacing("protected: true\n", with: "")
        let (fixture, schedule) = try await scheduled(on: open)
        try await apply(fixture, open.replacing("trial: 5%, stable: 95%", with: "trial: 6%, stable: 94%"))
            .expectStatus(0)
        let closed = open.replacing("key: support-chat\nvariants", with: "key: support-chat\nprotected: true\nvariants")
        let refused = try await apply(fixture, closed).expectStatus(1)
        #expect(refused.errors.contains("support-chat: segment/vip changes at "), "\(refused.errors)")
        try await fixture.run("proposals", "call-off", schedule).expectStatus(0)
        try await apply(fixture, closed).expectStatus(0)
    }

    @Test func `a segment does not grow beneath a feature that comes to stand on it later`() async throws {
        let fixture = try await CommandFixture()
        let open = Self.documents.replacing("protected: true\n", with: "")
        try await apply(fixture, open).expectStatus(0)
        let standing = open.replacing(
            "when: {segment: large}\n    serve: stable", with: "when: {segment: vip}\n    serve: trial")
        try await apply(fixture, standing, "--at", "+2h").expectStatus(0)
        // Nobody protects it, so nobody has to be asked.
        try await apply(fixture, Self.wider).expectStatus(0)
    }

    @Test func `a change of what was to change later says that it calls that off`() async throws {
        let (fixture, _) = try await scheduled(on: Self.documents)
        let now = try await apply(fixture, Self.wider.replacing("team", with: "startup")).expectStatus(0)
        #expect(now.errors.contains("calls off: the change of segment/vip planned for "), "\(now.errors)")
    }

    @Test func `a feature that stands on stored documents can be changed later`() async throws {
        let fixture = try await CommandFixture()
        try await apply(fixture, SampleDocuments.namespace).expectStatus(0)
        let changed = SampleDocuments.restingFeature.replacing("trial: 5%, stable: 95%", with: "trial: 4%, stable: 96%")
        let later = try await apply(fixture, changed, "--at", "+2h").expectStatus(0)
        #expect(later.output.contains("scheduled 1 document for "))
    }

    @Test(arguments: ["+2161h", "2999-01-01T00:00:00Z"])
    func `a change more than 90 days ahead is refused before others are asked`(time: String) async throws {
        let fixture = try await CommandFixture()
        try await apply(fixture, SampleDocuments.protectedFeature).expectStatus(0)
        let wider = SampleDocuments.protectedFeature.replacing(
            "canary: 5%, stable: 95%", with: "canary: 9%, stable: 91%")
        let refused = try await apply(fixture, wider, "--at", time).expectStatus(1)
        #expect(refused.errors.contains("is more than 90 days ahead"), "\(refused.errors)")
        #expect(try await fixture.run("proposals", "-o", "json").json()["proposals"] == [])
    }
}
