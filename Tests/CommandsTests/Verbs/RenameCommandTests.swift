import FlagModel
import FlagStore
import SQLiteStore
import Samples
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost rename and delete", .serialized)
struct RenameCommandTests {
    @Test("rename takes salt, state and overrides along, in one commit", arguments: StoreKind.allCases)
    func rename(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            try await fixture.run("rollout", "start", "support-chat", "--reason", "go").expectStatus(0)
            try await fixture.run("withdraw", "support-chat", "trial", "--reason", "rude").expectStatus(0)
            let result = try await fixture.run("rename", "support-chat", "help-chat", "--reason", "clearer")
            #expect(result.expectStatus(0).output == "renamed support-chat to help-chat at revision 4\n")
            let renamed = try await fixture.run("get", "help-chat", "-o", "json").json()
            #expect(renamed["document"]?["salt"] == "support-chat")
            #expect(renamed["state"]?["withdrawn"]?["trial"]?["reason"] == "rude")
            #expect(renamed["state"]?["rollout"]?["candidate"] == "canary")
            let overrides = try await fixture.run("get", "trial-temperature", "-o", "json").json()["document"]
            #expect(overrides?["feature"] == "help-chat")
            try await fixture.run("get", "support-chat").expectStatus(1)
            // Twice renamed, the first salt stays.
            try await fixture.run("rename", "help-chat", "chat", "--reason", "shorter").expectStatus(0)
            let twice = try await fixture.run("get", "chat", "-o", "json").json()
            #expect(twice["document"]?["salt"] == "support-chat")
        }
    }

    @Test("rename is refused onto a live feature, and onto what a deleted one left held")
    func taken() async throws {
        let fixture = try await CommandFixture.withFeature()
        let other = SampleDocuments.feature.replacing("support-chat", with: "search")
        try await fixture.run("apply", "-f", "-", input: other).expectStatus(0)
        let live = try await fixture.run("rename", "support-chat", "search", "--reason", "r").expectStatus(1)
        #expect(live.errors.contains("there is a feature search already"))
        try await fixture.run("kill", "search", "--reason", "r").expectStatus(0)
        try await fixture.run("delete", "search", "--reason", "r").expectStatus(0)
        let left = try await fixture.run("rename", "support-chat", "search", "--reason", "r").expectStatus(1)
        #expect(left.errors.contains("a deleted feature search left kills, withdrawals or trips behind"))
        try await fixture.run("rename", "none", "other", "--reason", "r").expectStatus(1)
        try await fixture.run("rename", "support-chat", "support-chat", "--reason", "r").expectStatus(2)
    }

    @Test(
        "neither goes while the feature was in use in the last 24 hours, unless forced",
        arguments: ["delete", "rename"])
    func inUse(verb: String) async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-1", traffic: ["support-chat": ["stable"]]))
        let arguments = [verb, "support-chat"] + (verb == "rename" ? ["chat"] : []) + ["--reason", "gone"]
        let refused = try await fixture.run(arguments).expectStatus(1)
        #expect(refused.errors.contains("support-chat was in use "))
        #expect(refused.errors.contains(" ago on web-1"))
        // The host goes away; what it said is remembered.
        try await store.withdrawPresence(of: "agent-web-1")
        try await fixture.run(arguments).expectStatus(1)
        await store.close()
        try await fixture.run(arguments + ["--force"]).expectStatus(0)
    }
}
