import FlagModel
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost rollout", .serialized)
struct RolloutCommandTests {
    @Test("goes from stage to stage and back, on either store", arguments: StoreKind.allCases)
    func wholeWay(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            #expect(try await fixture.run("rollout", "status").output.contains("not started"))
            let started = try await fixture.run("rollout", "start", "support-chat", "--reason", "AI-412").expectStatus(
                0)
            #expect(started.output == "started canary of support-chat at 1%, revision 2\n")
            let promoted = try await fixture.run("rollout", "promote", "support-chat", "-o", "json").expectStatus(0)
            #expect(try promoted.json()["verb"] == "rollout promote")
            #expect(promoted.errors.contains("1% is declared to last 24 h, and has lasted "))
            let status = try await fixture.run("rollout", "status", "-o", "json").json().array?.first
            #expect(status?["share"] == "5%")
            #expect(status?["stage"] == 2)
            #expect(status?["stages"] == ["1%", "5%", "25%", "100%"])
            #expect(try await fixture.run("get", "support-chat").output.contains("# rollout: canary at 5%\n"))
            let back = try await fixture.run("rollout", "rollback", "support-chat", "--reason", "slow").expectStatus(0)
            #expect(back.output == "rolled back support-chat, which had canary at 5%, at revision 4\n")
            let again = try await fixture.run("rollout", "rollback", "support-chat", "--reason", "slow").expectStatus(0)
            #expect(again.output.contains("nothing changed"))
        }
    }

    @Test("a paused rollout, and a withdrawn or tripped candidate, go no further", arguments: StoreKind.allCases)
    func held(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            try await fixture.run("rollout", "start", "support-chat", "--reason", "go").expectStatus(0)
            try await fixture.run("rollout", "pause", "support-chat").expectStatus(0)
            let paused = try await fixture.run("rollout", "promote", "support-chat").expectStatus(1)
            #expect(paused.errors.contains("the rollout of support-chat is paused; nothing was moved"))
            #expect(try await fixture.run("list").output.contains("canary at 1%, paused"))
            try await fixture.run("rollout", "resume", "support-chat").expectStatus(0)
            try await fixture.run("withdraw", "support-chat", "canary", "--reason", "rude").expectStatus(0)
            let held = try await fixture.run("rollout", "promote", "support-chat").expectStatus(1)
            #expect(held.errors.contains("canary of support-chat is held back"))
            #expect(held.errors.contains("flagpost rollout rollback support-chat"))
            try await fixture.run("restore", "support-chat", "--reason", "fine").expectStatus(0)
            try await fixture.run("rollout", "promote", "support-chat").expectStatus(0)
        }
    }

    @Test("stages are taken one by one, to the last")
    func stages() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let early = try await fixture.run("rollout", "promote", "support-chat").expectStatus(1)
            #expect(early.errors.contains("flagpost rollout start support-chat"))
            try await fixture.run("rollout", "start", "support-chat", "--reason", "go").expectStatus(0)
            let twice = try await fixture.run("rollout", "start", "support-chat", "--reason", "go").expectStatus(1)
            #expect(twice.errors.contains("a rollout of support-chat is under way: canary at 1%"))
            let skipping = try await fixture.run("rollout", "promote", "support-chat", "--stage", "3").expectStatus(1)
            #expect(skipping.errors.contains("the next stage of support-chat is 2 (5%); stages are not skipped"))
            for stage in 2...4 {
                try await fixture.run("rollout", "promote", "support-chat", "--stage", "\(stage)").expectStatus(0)
            }
            let last = try await fixture.run("rollout", "promote", "support-chat").expectStatus(1)
            #expect(last.errors.contains("the last stage of support-chat is in force: 100%"))
        }
    }

    @Test("each rollout draws users of its own")
    func ownUsers() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            var salts: Set<String> = []
            for _ in 1...2 {
                try await fixture.run("rollout", "start", "support-chat", "--reason", "go").expectStatus(0)
                let state = try await fixture.run("get", "support-chat", "-o", "json").json()["state"]
                let rollout = try #require(state?["rollout"])
                #expect(rollout["salt"]?.string == "support-chat/\(rollout["id"]?.string ?? "")")
                salts.insert(rollout["salt"]?.string ?? "")
                try await fixture.run("rollout", "rollback", "support-chat", "--reason", "r").expectStatus(0)
            }
            #expect(salts.count == 2)
        }
    }

    @Test("a feature that declares no rollout has none to start")
    func undeclared() async throws {
        let fixture = try await CommandFixture.withFeature()
        let refused = try await fixture.run("rollout", "start", "support-chat", "--reason", "go").expectStatus(1)
        #expect(refused.errors.contains("support-chat declares no rollout"))
        #expect(try await fixture.run("rollout", "status").output == "no rollouts\n")
        try await fixture.run("rollout", "status", "suport-chat").expectStatus(1)
        try await fixture.run("rollout", "pause", "support-chat").expectStatus(1)
        try await fixture.run("rollout", "start", "support-chat").expectStatus(2)
    }
}
