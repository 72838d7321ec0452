import FlagModel
import FlagStore
import SQLiteStore
import Samples
import Testing

/// What is held, as people and programs see it. One after another: each runs many commands, and others of this process
/// wait for theirs with a deadline.
@Suite(.serialized) struct HeldCommandTests {
    private static let byHand = HostRestriction(
        key: "support-chat", target: FeatureState.wholeFeature,
        act: FeatureState.Act(by: "uid:ann@web-2", at: 2_000, reason: "store away", source: HostRestriction.source))

    @Test func `status begins with what is held, by whom, where, and what ends it`() async throws {
        let fixture = try await CommandFixture.withFeature()
        #expect(try await fixture.run("status").output.hasPrefix("HELD\n  nothing\n\nTHIS HOST\n"))
        try await fixture.run("withdraw", "support-chat", "canary", "--reason", "rude").expectStatus(0)
        try await fixture.run("kill", "--all", "--reason", "leak").expectStatus(0)
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-1", trips: ["errors/@feature"], of: "support-chat"))
        try await store.announce(.sample(host: "web-2", held: [Self.byHand]))
        await store.close()
        let lines = try await fixture.run("status").output.split(separator: "\n").map(String.init)
        #expect(lines.first == "HELD")
        #expect(
            lines[1] == "  every AI feature of namespace default  KILLED: everyone gets the off variant; ordinary "
                + "flags go on")
        #expect(lines[2].hasPrefix("    by uid:") && lines[2].hasSuffix(" (cli): leak"))
        #expect(lines[3] == "    ends with: flagpost restore --all --reason TEXT")
        #expect(lines.contains("  support-chat  KILLED: everyone gets the off variant, on web-2 alone"))
        #expect(
            lines.contains(
                "    ends with: flagpost restore support-chat --host --reason TEXT (there), or flagpost restore "
                    + "support-chat --reason TEXT"))
        #expect(
            lines.contains("  support-chat  TRIPPED by guard errors: everyone gets the off variant, on web-1 alone"))
        #expect(lines.contains("  canary of support-chat  WITHDRAWN: its users get the baseline"))

        let held = try await fixture.run("status", "-o", "json").json()["held"]?.array ?? []
        #expect(held.compactMap { $0["cause"]?.string } == ["KILLED", "KILLED", "TRIPPED", "WITHDRAWN"])
        #expect(held.compactMap { $0["scope"]?.string } == ["fleet", "host", "host", "fleet"])
        #expect(held.last?["ends_with"] == "flagpost restore support-chat canary --reason TEXT")
        #expect(held[2]["guard"] == "errors" && held[2]["hosts"] == ["web-1"])
    }

    @Test func `without the store it is what this host knows`() async throws {
        let fixture = try await CommandFixture(store: "sqlite:/nowhere/flags.db", initialised: false)
        let entry: JSONValue = [
            "key": "support-chat", "variant": "canary", "effect": "serve", "serves": "cheap", "cause": "TRIPPED",
            "guard": "slow\u{1B}[31m", "hosts": [], "by": "redis:agent", "since": 1_000, "reason": "late", "source": "",
        ]
        let doors = try await AgentDoors.open(for: fixture, status: ["held": [entry, ["key": 7]]])
        let seen = try await fixture.run("status")
        await doors.close()
        #expect(seen.output.hasPrefix("HELD\n  canary of support-chat  TRIPPED by guard slow"), "\(seen.output)")
        #expect(seen.output.contains(": its users get cheap\n    by redis:agent since 1970-01-01T00:00:01Z: late\n"))
        #expect(!seen.output.contains("\u{1B}[31m"))
    }

    @Test func `a restore counts what people hold on hosts, and of a protected feature takes two for it`() async throws
    {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.protectedFeature).expectStatus(0)
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-2", held: [Self.byHand]))
        await store.close()
        let waits = try await fixture.run("restore", "support-chat", "--reason", "mended").expectStatus(3)
        #expect(waits.errors.contains("widens: the kill by uid:ann@web-2 is lifted"), "\(waits.errors)")
    }

    @Test func `a kill of all says what it leaves alone`() async throws {
        let fixture = try await CommandFixture.withFeature()
        let killed = try await fixture.run("kill", "--all", "--reason", "leak").expectStatus(0)
        #expect(
            killed.output == "killed every AI feature of namespace default at revision 2; ordinary flags go on\n")
        #expect(try await fixture.run("history").output.contains("kill every AI feature"))
        #expect(try await fixture.run("list").output.contains("; ordinary flags go on"))
        #expect(try await fixture.run("get", "support-chat").output.contains("# every AI feature is killed by uid:"))
        let restored = try await fixture.run("restore", "--all", "--reason", "back").expectStatus(0)
        #expect(restored.output.contains("; what is held of single features stays held"))
        #expect(try await fixture.run("get", "support-chat").output.contains("# nothing is held in the store"))
        let help = try await fixture.run("kill", "--help").output
        #expect(
            help.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
                "Every AI feature of the namespace; ordinary flags go on."))
    }

    @Test func `what is about one host asks its agent and no store`() async throws {
        let fixture = try await CommandFixture(store: "sqlite:/nowhere/flags.db", initialised: false)
        for verb in [["kill", "support-chat"], ["withdraw", "support-chat", "canary"], ["restore", "support-chat"]] {
            let absent = try await fixture.run(verb + ["--host", "--reason", "r"]).expectStatus(1)
            #expect(absent.errors.contains("no agent answers on "), "\(absent.errors)")
            try await fixture.run(verb + ["--host", "--wait", "--reason", "r"]).expectStatus(2)
        }
    }
}
