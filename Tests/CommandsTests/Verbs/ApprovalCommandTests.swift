import FlagModel
import FlagStore
import SQLiteStore
import Samples
import TestServers
import Testing

@testable import Commands

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite(.serialized) struct ApprovalCommandTests {
    private static let widening = ("trial: 5%, stable: 95%", "trial: 10%, stable: 90%")

    @Test func `what widens a protected feature waits for another person, and takes effect with their approval`()
        async throws
    {
        try await Office.open { office in
            let proposed = try await office.apply("ann", Self.widening.0, Self.widening.1).expectStatus(3)
            #expect(proposed.errors.contains("widens: trial gets 10% of all other users instead of 5%"))
            #expect(proposed.errors.contains("feature/support-chat, which is protected"))
            #expect(proposed.output.contains("it waits until 1 other person approves"))
            #expect(!proposed.output.contains("practice"))
            let name = try await office.proposal()
            #expect(proposed.output.contains("flagpost approve \(name) --reason TEXT"))
            #expect(try await office.stored("support-chat")?["route"]?.array?.last?["split"]?["trial"] == "5%")

            let own = try await office.run("ann", "approve", name, "--reason", "mine").expectStatus(1)
            #expect(own.errors.contains("\(name) is your own proposal (you are redis:ann); somebody else has to"))
            let early = try await office.run("ann", "proposals", "apply", name).expectStatus(1)
            #expect(early.errors.contains("waiting: 1 of 2 agree"))
            let shown = try await office.run("ben", "proposals", "show", name).expectStatus(0)
            #expect(shown.output.contains("route[1].split.trial: \"5%\" -> \"10%\""))
            #expect(shown.output.contains("widens: trial gets 10%"))

            let approved = try await office.run("ben", "approve", name, "--reason", "looked at it", "-o", "json")
                .expectStatus(0).json()
            #expect(approved["applied"] == true)
            #expect(try await office.stored("support-chat")?["route"]?.array?.last?["split"]?["trial"] == "10%")
            #expect(try await office.status(of: name) == "applied")
            #expect(try await office.run("ann", "proposals").output.contains("no proposals"))
            let again = try await office.run("cleo", "approve", name, "--reason", "me too").expectStatus(1)
            #expect(again.errors.contains("\(name) is applied"))
        }
    }

    @Test func `what restricts is never held up, unless something beside it widens`() async throws {
        try await Office.open { office in
            let restricted = try await office.apply("ann", "trial: 5%, stable: 95%", "trial: 1%, stable: 99%")
                .expectStatus(0)
            #expect(restricted.errors.contains("restricts: trial gets 1% of all other users instead of 5%"))
            for verb in [["withdraw", "support-chat", "trial"], ["kill", "support-chat"]] {
                try await office.run(as: "ann", verb + ["--reason", "bad"]).expectStatus(0)
            }
            let mixed = SampleDocuments.protectedNamespace.replacing(
                "trial: 5%, stable: 95%", with: "trial: 1%, stable: 99%"
            ).replacing("serve: stable", with: "serve: trial")
            let waits = try await office.run("ann", "apply", "-f", "-", "--reason", "both", input: mixed)
                .expectStatus(3)
            #expect(waits.errors.contains("widens: trial gets 100% of segment large instead of 0%"))
        }
    }

    @Test func `a reason is asked for, since others have to judge it`() async throws {
        try await Office.open { office in
            let changed = SampleDocuments.protectedNamespace.replacing(Self.widening.0, with: Self.widening.1)
            let refused = try await office.run("ann", "apply", "-f", "-", input: changed).expectStatus(1)
            #expect(refused.errors.contains("Repeat the command with --reason TEXT."))
        }
    }

    @Test(arguments: [
        ("when: {plan: [enterprise]}", "when: {plan: [enterprise, team]}", "segment large lets others in"),
        ("value: 0.5}", "value: 0.9}", "temperature of trial becomes 0.9 instead of 0.5"),
        ("attributes: [plan]", "attributes: [plan, region]", "routes may name region as well"),
        ("protected: true", "protected: false", "protected is switched off"),
        ("onKill: handoff", "onKill: goodbye", "onKill becomes goodbye instead of handoff"),
    ])
    func `what it rests on, the policy and its protection wait as well`(
        old: String, new: String, words: String
    ) async throws {
        var documents = SampleDocuments.protectedNamespace
            .replacing("  handoff: {static", with: "  goodbye: {static: Bye}\n  handoff: {static")
        // What those in the segment get is all the same to a change of anything but it.
        if new.contains("team") { documents = documents.replacing("serve: stable", with: "serve: trial") }
        try await Office.open(documents) { office in
            let waits = try await office.apply("ann", old, new, in: documents).expectStatus(3)
            #expect(waits.errors.contains("widens: \(words)"), "\(waits.errors)")
            try await office.run("ben", "approve", try await office.proposal(), "--reason", "fine").expectStatus(0)
            let unchanged = try await office.apply("ann", old, new, in: documents).expectStatus(0)
            #expect(unchanged.output == "nothing to change\n")
        }
    }

    @Test func `an edit voids approvals, and only one's own can be edited`() async throws {
        let documents = SampleDocuments.protectedNamespace.replacing(
            "attributes: [plan]", with: "attributes: [plan]\napprovals: 3")
        try await Office.open(documents) { office in
            let waits = try await office.apply("ann", Self.widening.0, Self.widening.1, in: documents).expectStatus(3)
            #expect(waits.output.contains("2 others approve (3 people have to agree"))
            let name = try await office.proposal()
            let first = try await office.run("ben", "approve", name, "--reason", "fine").expectStatus(0)
            #expect(first.output.contains("waiting: 2 of 3 agree"))
            let foreign = try await office.apply(
                "cleo", Self.widening.0, "trial: 7%, stable: 93%", "--edit", name, in: documents
            ).expectStatus(1)
            #expect(foreign.errors.contains("you have no open proposal \(name)"))
            try await office.apply(
                "ann", Self.widening.0, "trial: 15%, stable: 85%", "--edit", name, in: documents
            ).expectStatus(3)
            let shown = try await office.run("ann", "proposals", "show", name).expectStatus(0)
            #expect(shown.output.contains("waiting: 1 of 3 agree"))
            #expect(shown.output.contains("before it was edited: void"))
            for person in ["cleo", "ben"] {
                try await office.run(person, "approve", name, "--reason", "fine").expectStatus(0)
            }
            #expect(try await office.stored("support-chat")?["route"]?.array?.last?["split"]?["trial"] == "15%")
        }
    }

    @Test func `one rejection is enough, and its author may take a proposal back`() async throws {
        try await Office.open { office in
            try await office.apply("ann", Self.widening.0, Self.widening.1).expectStatus(3)
            let name = try await office.proposal()
            try await office.run("ben", "reject", name, "--reason", "not before the weekend").expectStatus(0)
            let rejected = try await office.run("cleo", "approve", name, "--reason", "fine").expectStatus(0)
            #expect(rejected.output.contains("rejected by redis:ben: not before the weekend"))
            #expect(try await office.status(of: name) == "rejected")
            let foreign = try await office.run("cleo", "proposals", "take-back", name).expectStatus(1)
            #expect(foreign.errors.contains("only they can take it back"))
            try await office.run("ann", "proposals", "take-back", name).expectStatus(0)
            #expect(try await office.status(of: name) == "taken back")
        }
    }

    @Test func `a change of what it was made on suspends it, until its author applies it anew`() async throws {
        try await Office.open { office in
            try await office.apply("ann", Self.widening.0, Self.widening.1).expectStatus(3)
            let name = try await office.proposal()
            try await office.apply("cleo", "trial: 5%, stable: 95%", "trial: 4%, stable: 96%").expectStatus(0)
            #expect(try await office.status(of: name) == "suspended")
            let refused = try await office.run("ben", "approve", name, "--reason", "fine").expectStatus(1)
            #expect(refused.errors.contains("suspended: feature/support-chat changed at revision"))
            try await office.apply("ann", Self.widening.0, Self.widening.1, "--edit", name).expectStatus(3)
            try await office.run("ben", "approve", name, "--reason", "fine").expectStatus(0)
            #expect(try await office.status(of: name) == "applied")
        }
    }

    @Test func `whose restore is suspended is told how to propose that anew`() async throws {
        try await Office.open { office in
            try await office.run("ann", "kill", "support-chat", "--reason", "rude").expectStatus(0)
            try await office.run("ben", "restore", "support-chat", "--reason", "fixed").expectStatus(3)
            let name = try await office.proposal()
            try await office.run("ann", "withdraw", "support-chat", "canary", "--reason", "rude").expectStatus(0)
            let refused = try await office.run("ann", "approve", name, "--reason", "fine").expectStatus(1)
            #expect(refused.errors.contains("flagpost restore support-chat --reason TEXT --edit \(name)"))
            try await office.run("ben", "restore", "support-chat", "--reason", "fixed", "--edit", name).expectStatus(3)
            try await office.run("ann", "approve", name, "--reason", "fine").expectStatus(0)
        }
    }

    @Test func `undoing a person's kill waits, and so do the steps of a rollout`() async throws {
        try await Office.open { office in
            try await office.run("ann", "kill", "support-chat", "--reason", "rude").expectStatus(0)
            let waits = try await office.run("ben", "restore", "support-chat", "--reason", "fixed").expectStatus(3)
            #expect(waits.errors.contains("widens: the kill by redis:ann is lifted"))
            let name = try await office.proposal()
            let shown = try await office.run("ann", "proposals", "show", name).expectStatus(0)
            #expect(shown.output.contains("restore support-chat"))
            try await office.run("ann", "approve", name, "--reason", "fine").expectStatus(0)
            #expect(try await office.run("ann", "get", "support-chat").output.contains("# nothing is held"))

            let start = try await office.run("ann", "rollout", "start", "support-chat", "--reason", "go", "-o", "json")
                .expectStatus(3)
            #expect(start.errors.contains("widens: canary gets 1% of users instead of 0%"))
            #expect(try start.json()["changed"] == false)
            try await office.run("ben", "approve", try await office.proposal(), "--reason", "go").expectStatus(0)
            try await office.run("ann", "rollout", "pause", "support-chat").expectStatus(0)
            try await office.run("ann", "rollout", "resume", "support-chat", "--reason", "monday").expectStatus(3)
            try await office.run("ben", "approve", try await office.proposal(), "--reason", "go").expectStatus(0)
            try await office.run("ann", "rollout", "rollback", "support-chat", "--reason", "slow").expectStatus(0)
        }
    }

    @Test func `deleting and renaming a protected feature wait`() async throws {
        try await Office.open(SampleDocuments.protectedFeature) { office in
            try await office.run("ann", "delete", "support-chat", "--reason", "over").expectStatus(3)
            try await office.run("ann", "proposals", "take-back", try await office.proposal()).expectStatus(0)
            try await office.run("ann", "rename", "support-chat", "chat", "--reason", "shorter").expectStatus(3)
            try await office.run("ben", "approve", try await office.proposal(), "--reason", "fine").expectStatus(0)
            #expect(try await office.stored("chat")?["salt"] == "support-chat")
            try await office.run("ann", "get", "support-chat").expectStatus(1)
        }
    }

    @Test func `an approved change with a date is scheduled, and can be called off`() async throws {
        try await Office.open { office in
            try await office.apply("ann", Self.widening.0, Self.widening.1, "--at", "+2h").expectStatus(3)
            let name = try await office.proposal()
            let approved = try await office.run("ben", "approve", name, "--reason", "fine").expectStatus(0)
            #expect(approved.output.contains("scheduled \(name) for "))
            #expect(try await office.stored("support-chat")?["route"]?.array?.last?["split"]?["trial"] == "5%")
            let list = try await office.run("ann", "proposals", "-o", "json").json()
            let id = try #require(list["scheduled"]?.array?.first?["id"]?.string)
            try await office.run("ann", "proposals", "call-off", id, "--reason", "moved").expectStatus(0)
            #expect(try await office.run("ann", "proposals", "-o", "json").json()["scheduled"] == [])
            // What needs nobody's approval is scheduled at once.
            let direct = try await office.apply("ann", Self.widening.0, "trial: 1%, stable: 99%", "--at", "+2h")
                .expectStatus(0)
            #expect(direct.output.contains("scheduled 1 document for "))
            try await office.apply("ann", Self.widening.0, Self.widening.1, "--at", "2001-01-01T00:00:00Z")
                .expectStatus(1)
        }
    }

    @Test func `a change of a segment is suspended once a feature changes that it acts on`() async throws {
        let documents = SampleDocuments.protectedNamespace.replacing("serve: stable", with: "serve: trial")
        try await Office.open(documents) { office in
            let wider = ("when: {plan: [enterprise]}", "when: {plan: [enterprise, team]}")
            try await office.apply("ann", wider.0, wider.1, in: documents).expectStatus(3)
            let name = try await office.proposal()
            try await office.apply("cleo", "trial: 5%, stable: 95%", "trial: 4%, stable: 96%", in: documents)
                .expectStatus(0)
            #expect(try await office.status(of: name) == "suspended")
        }
    }

    @Test func `what enough agree to and cannot be made is said to be so, with why`() async throws {
        try await Office.open { office in
            try await office.apply("ann", Self.widening.0, Self.widening.1, "--at", "+2h").expectStatus(3)
            try await office.run("ben", "approve", try await office.proposal(), "--reason", "fine").expectStatus(0)
            try await office.apply("cleo", Self.widening.0, "trial: 9%, stable: 91%", "--at", "+3h").expectStatus(3)
            let name = try await office.proposal()
            let approved = try await office.run("ben", "approve", name, "--reason", "fine").expectStatus(1)
            #expect(approved.output.contains("approved \(name)"))
            #expect(approved.output.contains("not applied: a change of feature/support-chat is scheduled already"))
            #expect(!approved.output.contains("you may not"))
            #expect(try await office.status(of: name) == "approved")
        }
    }

    @Test func `who may approve but not change documents says so, and somebody else makes the change`() async throws {
        try await Office.open { office in
            try office.server.command(
                "ACL", "SETUSER", "dora", "on", "nopass", "resetkeys", "%R~*", "~flagpost:{default}:meta",
                "~flagpost:{default}:log", "~flagpost:{default}:commit:*", "~flagpost:{default}:ballot:*",
                "~flagpost:{default}:approval:dora:*", "&*", "+@all")
            try await office.apply("ann", Self.widening.0, Self.widening.1).expectStatus(3)
            let name = try await office.proposal()
            let approved = try await office.run("dora", "approve", name, "--reason", "fine").expectStatus(0)
            #expect(approved.output.contains("approved \(name): enough people agree"))
            #expect(approved.output.contains("somebody with the role operator does it"))
            #expect(!approved.output.contains("ERR"))
            #expect(try await office.status(of: name) == "approved")
            let applied = try await office.run("ann", "proposals", "apply", name).expectStatus(0)
            #expect(applied.output.contains("applied \(name) at revision"))
        }
    }

    @Test func `in an embedded store everything says that approvals are for practice`() async throws {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.protectedFeature).expectStatus(0)
        let changed = SampleDocuments.protectedFeature.replacing(
            "canary: 5%, stable: 95%", with: "canary: 9%, stable: 91%")
        let proposed = try await fixture.run("apply", "-f", "-", "--reason", "more", input: changed).expectStatus(3)
        #expect(proposed.output.contains("approvals in it are for practice only"))
        let list = try await fixture.run("proposals", "-o", "json").json()
        #expect(list["practice"] == true)
        let name = try #require(list["proposals"]?.array?.first?["name"]?.string)
        // Somebody else who uses the same file.
        let store = try fixture.openStore()
        let stored = try #require(try await store.proposals().first)
        _ = try await store.vote(
            Vote(voter: "uid:ben@desk", verdict: .approve, digest: stored.proposal.digest, reason: "fine"),
            on: stored.proposal.id,
            by: Attribution(commitID: "vote", actor: "uid:ben@desk", reason: "fine", source: "cli"))
        await store.close()
        try await fixture.run("proposals", "apply", name).expectStatus(0)
        #expect(try await fixture.run("get", "support-chat").output.contains("9%"))
    }
}
