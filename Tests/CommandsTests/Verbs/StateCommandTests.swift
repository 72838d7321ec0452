import FlagModel
import FlagStore
import SQLiteStore
import Samples
import Testing

@Suite("flagpost kill, withdraw and restore")
struct StateCommandTests {
    @Test("kill turns a feature off once, and says so the second time")
    func kill() async throws {
        let fixture = try await CommandFixture.withFeature()
        let first = try await fixture.run("kill", "support-chat", "--reason", "rude", "-o", "json").expectStatus(0)
        #expect(try first.json()["changed"] == true)
        #expect(try first.json()["revision"] == 2)
        let second = try await fixture.run("kill", "support-chat", "--reason", "rude")
        #expect(
            second.expectStatus(0).output == "support-chat was killed already; nothing changed (revision 2)\n")
        let state = try await fixture.run("get", "support-chat", "-o", "json").json()["state"]
        #expect(state?["kill"]?["reason"] == "rude")
        #expect(state?["kill"]?["by"]?.string?.hasPrefix("uid:") == true)
    }

    @Test("kill works on a document that does not parse")
    func killUnreadable() async throws {
        let fixture = try await CommandFixture()
        let store = try fixture.openStore()
        try await store.put("broken", body: "{\"kind\":\"feature\",\"key\":\"broken\"}")
        try await fixture.run("kill", "broken", "--reason", "r").expectStatus(0)
        try await fixture.run("withdraw", "broken", "any", "--reason", "r").expectStatus(0)
        let held = try await fixture.run("list", "-o", "json").json()["documents"]?.array?.first?["held"]
        #expect(held == ["killed", "any withdrawn"])
        await store.close()
    }

    @Test("kill --all turns the namespace off, and restore --all on again")
    func all() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("kill", "--all", "--reason", "provider down").expectStatus(0)
        #expect(try await fixture.run("list").output.contains("every AI feature is killed by uid:"))
        let restored = try await fixture.run("restore", "--all", "--reason", "back").expectStatus(0)
        #expect(restored.output.contains("lifted: killed by uid:"))
        #expect(restored.output.contains("provider down"))
        #expect(!(try await fixture.run("list").output.contains("killed")))
    }

    @Test("an unknown feature is refused, with the nearest name", arguments: ["kill", "restore"])
    func unknownKey(verb: String) async throws {
        let fixture = try await CommandFixture.withFeature()
        let result = try await fixture.run(verb, "suport-chat", "--reason", "r").expectStatus(1)
        #expect(result.errors.contains("there is no feature suport-chat in namespace default"))
        #expect(result.errors.contains("support-chat\"?"))
    }

    @Test("withdraw takes one variant out and keeps its digest")
    func withdraw() async throws {
        let fixture = try await CommandFixture.withFeature()
        let result = try await fixture.run("withdraw", "support-chat", "canary", "--reason", "r").expectStatus(0)
        #expect(result.output == "withdrew canary of support-chat at revision 2\n")
        let withdrawn = try await fixture.run("get", "support-chat", "-o", "json").json()["state"]?["withdrawn"]
        #expect(withdrawn?["canary"]?["digest"]?.string?.count == 64)
    }

    @Test("withdrawing the baseline warns that the off variant will be served")
    func withdrawBaseline() async throws {
        let fixture = try await CommandFixture.withFeature()
        let result = try await fixture.run("withdraw", "support-chat", "stable", "--reason", "r", "-o", "json")
        let warnings = try result.expectStatus(0).json()["warnings"]
        #expect(warnings == ["stable is the baseline: its users get the off variant"])
    }

    @Test("an unknown variant is refused, with the nearest name")
    func unknownVariant() async throws {
        let fixture = try await CommandFixture.withFeature()
        let result = try await fixture.run("withdraw", "support-chat", "cnary", "--reason", "r").expectStatus(1)
        #expect(result.errors.contains("support-chat has no variant cnary\n  did you mean \"canary\"?"))
        #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 1)
    }

    @Test("restore of one variant leaves the others held, and prints what it lifted")
    func restoreVariant() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("withdraw", "support-chat", "canary", "--reason", "rude").expectStatus(0)
        try await fixture.run("withdraw", "support-chat", "stable", "--reason", "slow").expectStatus(0)
        let result = try await fixture.run("restore", "support-chat", "canary", "--reason", "fixed", "-o", "json")
        let lifted = try #require(try result.expectStatus(0).json()["lifted"]?.array)
        #expect(lifted.count == 1)
        #expect(lifted.first?.string?.hasPrefix("canary withdrawn by uid:") == true)
        #expect(lifted.first?.string?.hasSuffix("(cli): rude") == true)
        let held = try await fixture.run("list", "-o", "json").json()["documents"]?.array?.first?["held"]
        #expect(held == ["stable withdrawn"])
    }

    @Test("restore of what is not held changes nothing, and says so", arguments: StoreKind.allCases)
    func restoreIdle(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            for target in [["support-chat"], ["support-chat", "canary"], ["--all"]] {
                let result = try await fixture.run(["restore"] + target + ["--reason", "r"])
                #expect(result.expectStatus(0).output.contains("nothing was held; nothing changed (revision 1)"))
            }
            let json = try await fixture.run("restore", "support-chat", "--reason", "r", "-o", "json").json()
            #expect(json["changed"] == false)
            #expect(json["lifted"] == [])
            #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 1)
        }
    }

    @Test("restore of a variant that there is not is refused, unless it is withdrawn")
    func restoreUnknownVariant() async throws {
        let fixture = try await CommandFixture.withFeature()
        let refused = try await fixture.run("restore", "support-chat", "cnary", "--reason", "r").expectStatus(1)
        #expect(refused.errors.contains("support-chat has no variant cnary\n  did you mean \"canary\"?"))
        let store = try fixture.openStore()
        _ = try await store.apply(
            .withdraw(variant: "gone", digest: ""), to: "support-chat",
            by: Attribution(commitID: "gone", actor: "uid:test", reason: "rude", source: "test"))
        await store.close()
        let restored = try await fixture.run("restore", "support-chat", "gone", "--reason", "r").expectStatus(0)
        #expect(restored.output.contains("lifted: gone withdrawn by uid:test"))
    }

    @Test("restore also lifts what only a host holds, and says so")
    func restoreHostTrip() async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-1", trips: ["errors/canary"], of: "support-chat"))
        let result = try await fixture.run("restore", "support-chat", "--reason", "false alarm").expectStatus(0)
        #expect(result.output.contains("lifted: canary TRIPPED by guard errors on web-1 alone"))
        await store.close()
    }

    @Test("a flag that was stored under a key with '@' can be killed, restored and deleted")
    func strangeKey() async throws {
        let fixture = try await CommandFixture()
        let store = try fixture.openStore()
        let body = #"{"key":"@old","kind":"flag","variants":{"on":true}}"#
        _ = try await store.commit(
            [DocumentChange(id: DocumentID(kind: "flag", key: "@old"), expected: 0, body: Array(body.utf8))],
            by: Attribution(commitID: "put", actor: "uid:test", reason: "", source: "test"))
        await store.close()
        try await fixture.run("kill", "@old", "--reason", "r").expectStatus(0)
        try await fixture.run("restore", "@old", "--reason", "r").expectStatus(0)
        try await fixture.run("delete", "@old", "--reason", "r").expectStatus(0)
        for verb in ["kill", "delete"] {
            let refused = try await fixture.run(verb, "@namespace", "--reason", "r").expectStatus(2)
            #expect(refused.errors.contains("not @namespace"))
        }
    }

    @Test("whom one acts for is on record")
    func onBehalfOf() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("kill", "support-chat", "--reason", "r", "--on-behalf-of", "legal").expectStatus(0)
        let store = try fixture.openStore()
        let record = try #require(try await store.history(limit: 1).first)
        #expect(record.attribution.onBehalfOf == "legal")
        #expect(record.attribution.source == "cli")
        await store.close()
    }

    @Test(
        "a command line that leaves open what is meant is wrong usage",
        arguments: [
            ["kill", "--reason", "r"], ["kill", "a", "--all", "--reason", "r"], ["kill", "a"],
            ["kill", "a", "--reason", ""], ["kill", "@namespace", "--reason", "r"], ["restore", "--reason", "r"],
            ["restore", "a", "--all", "--reason", "r"], ["withdraw", "a", "--reason", "r"],
            ["withdraw", "a", "@feature", "--reason", "r"], ["list", "--namespace", "../other"],
        ])
    func usage(arguments: [String]) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run(arguments).expectStatus(2)
        #expect(result.errors.hasPrefix("flagpost: "))
        #expect(result.errors.contains("Usage: flagpost \(arguments[0])"))
        #expect(result.output.isEmpty)
    }

    @Test(
        "every verb that needs a namespace refuses one that is not initialised, and says what to do",
        arguments: [
            ["kill", "a", "--reason", "r"], ["withdraw", "a", "b", "--reason", "r"], ["restore", "a", "--reason", "r"],
            ["list"], ["get", "a"], ["delete", "a", "--reason", "r"], ["apply", "-f", "-"], ["watch"],
        ])
    func uninitialised(arguments: [String]) async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run(arguments, input: SampleDocuments.feature).expectStatus(1)
        #expect(result.errors.contains("flagpost store init --store sqlite:"))
    }
}
