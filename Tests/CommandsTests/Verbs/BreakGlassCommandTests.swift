import FlagModel
import FlagStore
import SQLiteStore
import Samples
import Testing

@testable import Commands

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite(.serialized) struct BreakGlassCommandTests {
    private static let widening = ("trial: 5%, stable: 95%", "trial: 10%, stable: 90%")

    @Test func `one person changes it at once, everybody sees it, and others can agree to keep it`() async throws {
        try await Office.open { office in
            try await office.apply("ann", Self.widening.0, Self.widening.1, "--break-glass", "--edit", "x")
                .expectStatus(2)
            let broken = try await office.apply("ann", Self.widening.0, Self.widening.1, "--break-glass")
                .expectStatus(0)
            #expect(broken.errors.contains("BREAK-GLASS: you alone change this, at once, for 60 minutes"))
            #expect(broken.output.contains("BREAK-GLASS: it goes back by itself at "))
            #expect(try await office.stored("support-chat")?["route"]?.array?.last?["split"]?["trial"] == "10%")
            for look in [["list"], ["get", "support-chat"], ["proposals"], ["status"]] {
                let seen = try await office.run(as: "ben", look)
                #expect(seen.output.contains("break-glass: redis:ann alone; goes back in"), "\(look): \(seen.output)")
            }
            let json = try await office.run("ben", "list", "-o", "json").json()["break_glass"]?.array
            #expect(json?.first?["documents"] == ["feature/support-chat"])
            #expect((json?.first?["left_ms"]?.integer ?? 0) > 3_500_000)

            // Meanwhile it takes others to change it any further, alone nobody can.
            try await office.apply("ann", Self.widening.0, "trial: 20%, stable: 80%", "--break-glass").expectStatus(1)
            // The same once more, without breaking anything, asks the others to keep it.
            let kept = try await office.apply("ann", Self.widening.0, Self.widening.1).expectStatus(3)
            #expect(kept.errors.contains("widens: trial gets 10% of all other users instead of 5%"))
            let name = try await office.proposal()
            let shown = try await office.run("ben", "proposals", "show", name)
            #expect(shown.output.contains("widens: trial gets 10% of all other users instead of 5%"))
            try await office.run("ben", "approve", name, "--reason", "needed").expectStatus(0)
            #expect(try await office.run("ben", "list", "-o", "json").json()["break_glass"] == [])
            #expect(try await office.stored("support-chat")?["route"]?.array?.last?["split"]?["trial"] == "10%")
        }
    }

    @Test func `going back early needs nobody`() async throws {
        try await Office.open { office in
            try await office.apply("ann", Self.widening.0, Self.widening.1, "--break-glass").expectStatus(0)
            try await office.run("ben", "apply", "-f", "-", input: SampleDocuments.protectedNamespace).expectStatus(0)
            #expect(try await office.run("ben", "list", "-o", "json").json()["break_glass"] == [])
        }
    }

    @Test func `a kill that one person lifts alone comes back, unless others agree`() async throws {
        try await Office.open { office in
            try await office.run("ann", "kill", "support-chat", "--reason", "rude").expectStatus(0)
            let lifted = try await office.run(
                "ben", "restore", "support-chat", "--break-glass", "--reason", "customers wait", "-o", "json"
            ).expectStatus(0)
            #expect(try lifted.json()["break_glass_until"]?.integer != nil)
            let seen = try await office.run("ann", "list", "-o", "json").json()["break_glass"]?.array?.first
            #expect(seen?["operations"] == ["kill support-chat"])
            let wait = try await office.run("ben", "restore", "support-chat", "--reason", "keep it").expectStatus(3)
            #expect(wait.errors.contains("widens: what one person lifted alone is not brought back"))
            try await office.run("ann", "approve", try await office.proposal(), "--reason", "fine").expectStatus(0)
            #expect(try await office.run("ann", "list", "-o", "json").json()["break_glass"] == [])
        }
    }

    @Test(
        arguments: [
            (
                [["withdraw", "support-chat", "canary"], ["withdraw", "support-chat", "trial"]], "support-chat",
                ["flagpost restore support-chat canary", "flagpost restore support-chat trial"]
            ),
            (
                [["withdraw", "support-chat", "canary"], ["kill", "support-chat"]], "support-chat",
                ["flagpost restore support-chat"]
            ),
            ([["kill", "--all"]], "--all", ["flagpost restore --all"]),
        ] as [([[String]], String, [String])])
    func `each way to keep it away is a command of its own that can be taken as it stands`(
        restricting: [[String]], restoring: String, advised: [String]
    ) async throws {
        try await Office.open { office in
            for verb in restricting {
                try await office.run(as: "ann", verb + ["--reason", "rude"]).expectStatus(0)
            }
            let lifted = try await office.run(
                as: "ben", ["restore", restoring, "--break-glass", "--reason", "customers wait"]
            ).expectStatus(0)
            let lines = lifted.output.split(separator: "\n").map(String.init)
            #expect(Array(lines.suffix(advised.count)) == advised.map { "  \($0) --reason TEXT" })
            #expect(lines.dropLast(advised.count).last?.hasSuffix("get this approved:") == true)
            let arguments = advised[0].split(separator: " ").dropFirst().map(String.init)
            try await office.run(as: "ben", arguments + ["--reason", "keep it"]).expectStatus(3)
            try await office.run("ann", "approve", try await office.proposal(), "--reason", "r").expectStatus(0)
        }
    }

    @Test func `a stage that one person takes alone ends with the candidate withdrawn`() async throws {
        try await Office.open { office in
            let started = try await office.run(
                "ann", "rollout", "start", "support-chat", "--reason", "launch", "--break-glass"
            ).expectStatus(0)
            #expect(started.output.contains("this comes by itself: withdraw support-chat canary"))
        }
    }

    @Test func `what one host holds by itself comes back as well`() async throws {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.protectedFeature).expectStatus(0)
        let store = try fixture.openStore()
        for (host, trip, back) in [
            ("web-1", "errors/canary", "withdraw support-chat canary"),
            ("web-2", "errors/@feature", "kill support-chat"),
        ] {
            try await store.announce(.sample(host: host, trips: [trip], of: "support-chat"))
            let restored = try await fixture.run(
                "restore", "support-chat", "--break-glass", "--reason", "customers wait", "-o", "json"
            ).expectStatus(0)
            #expect(try restored.json()["break_glass_until"]?.integer != nil)
            let operations = try await store.load(since: nil).schedules.flatMap(\.operations)
            #expect(operations.map { $0.operation.summary(key: $0.key) }.contains(back))
        }
        // What was lifted alone, once more: there is nothing left that would come back.
        try await store.withdrawPresence(of: "agent-web-1")
        try await store.withdrawPresence(of: "agent-web-2")
        let again = try await fixture.run(
            "restore", "support-chat", "--break-glass", "--reason", "once more"
        ).expectStatus(1)
        #expect(again.errors.contains("there is nothing that would bring this back by itself"))
        await store.close()
    }

    @Test func `where nothing widens nothing is broken`() async throws {
        try await Office.open { office in
            let narrowed = try await office.apply("ann", Self.widening.0, "trial: 1%, stable: 99%", "--break-glass")
                .expectStatus(0)
            #expect(!narrowed.output.contains("BREAK-GLASS"))
            try await office.run("ann", "rename", "support-chat", "chat", "--break-glass", "--reason", "r")
                .expectStatus(2)
        }
    }

    @Test func `nobody lifts what protects the others alone`() async throws {
        try await Office.open { office in
            for (old, new) in [("protected: true", "protected: false"), ("attributes: [plan]", "approvals: 2")] {
                let refused = try await office.apply("ann", old, new, "--break-glass").expectStatus(1)
                #expect(refused.errors.contains("what protects others is not lifted by one person"))
            }
        }
    }

    @Test func `an embedded store, too, keeps what others agreed to, though it is written already`() async throws {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.protectedFeature).expectStatus(0)
        let changed = SampleDocuments.protectedFeature.replacing(
            "canary: 5%, stable: 95%", with: "canary: 9%, stable: 91%")
        try await fixture.run("apply", "-f", "-", "--break-glass", "--reason", "r", input: changed).expectStatus(0)
        try await fixture.run("apply", "-f", "-", "--reason", "keep", input: changed).expectStatus(3)
        let store = try fixture.openStore()
        let stored = try #require(try await store.proposals().first)
        _ = try await store.vote(
            Vote(voter: "uid:ben@desk", verdict: .approve, digest: stored.proposal.digest, reason: "fine"),
            on: stored.proposal.id,
            by: Attribution(commitID: "vote", actor: "uid:ben@desk", reason: "fine", source: "cli"))
        try await fixture.run("proposals", "apply", stored.proposal.id.name).expectStatus(0)
        #expect(try await store.load(since: nil).schedules == [])
        await store.close()
    }
}
