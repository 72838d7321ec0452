import FlagModel
import Samples
import TestServers
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost with every kind of document", .serialized)
struct NamespaceCommandTests {
    @Test(
        "apply puts all kinds into the store in one commit, and nothing the second time", arguments: StoreKind.allCases)
    func apply(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let listed = try await fixture.run("list", "-o", "json").json()
            #expect(listed["revision"] == 1)
            #expect(
                listed["documents"]?.array?.compactMap { $0["kind"]?.string }
                    == ["feature", "flag", "params", "policy", "prices", "prompt", "segment"])
            let again = try await fixture.run("apply", "-f", "-", input: SampleDocuments.namespace).expectStatus(0)
            #expect(again.output == "nothing to change\n")
        }
    }

    @Test(
        "what get prints can be applied as it is",
        arguments: [
            "support-chat", "large", "support-system@1", "support-system", "trial-temperature", "new-checkout",
            "prices",
            "policy",
        ])
    func getRoundTrip(key: String) async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let text = try await fixture.run("get", key).expectStatus(0).output
            let again = try await fixture.run("apply", "-f", "-", input: text).expectStatus(0)
            #expect(again.output == "nothing to change\n")
        }
    }

    @Test("a file of flagd's is taken as it is")
    func flagdFile() async throws {
        let fixture = try await CommandFixture()
        let file =
            #"{"flags":{"a":{"state":"ENABLED","variants":{"x":1,"y":2},"defaultVariant":"x"},"#
            + #""b":{"state":"DISABLED","variants":{"x":"1"},"defaultVariant":"x"}}}"#
        let path = try fixture.write(file, to: "flags.json")
        #expect(
            try await fixture.run("apply", "-f", path).expectStatus(0).output == "applied 2 documents at revision 1\n")
        #expect(try await fixture.run("get", "a", "-o", "json").json()["document"]?["variants"] == ["x": 1, "y": 2])
    }

    @Test("a feature follows a document it stands on, in the same commit", arguments: StoreKind.allCases)
    func follow(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let before = try await fixture.withdrawnDigest(of: "trial")
            let tuned = SampleDocuments.namespace.replacing("value: 0.5", with: "value: 0.6")
            let result = try await fixture.run("apply", "-f", "-", input: tuned).expectStatus(0)
            #expect(result.errors.contains("~ feature/support-chat  follows: trial resolves anew"))
            #expect(result.errors.contains("parameters.temperature.value: 0.5 -> 0.6"))
            #expect(try await fixture.withdrawnDigest(of: "trial") != before)
        }
    }

    @Test(
        "what a document refers to must be there",
        arguments: [
            ("segment: large", "segment: larg", "there is no segment"), ("@1", "@2", "there is no prompt"),
            ("{temperature: 0.7", "{temperature: hot", "is number, while the variant's own value is"),
        ])
    func unresolved(text: String, replacement: String, message: String) async throws {
        let fixture = try await CommandFixture()
        let broken = SampleDocuments.namespace.replacing(text, with: replacement)
        let result = try await fixture.run("apply", "-f", "-", input: broken)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test(
        "a prompt and a segment are not deleted while a feature stands on them",
        arguments: [
            ("support-system@1", "prompt/support-system@1"), ("large", "segment/large"),
        ])
    func deleteInUse(key: String, name: String) async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let refused = try await fixture.run("delete", key, "--reason", "r").expectStatus(1)
            #expect(refused.errors.contains("\(name): is used by support-chat"))
            #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 1)
        }
    }

    @Test("deleting an override brings the variant's own value back")
    func deleteParameters() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let deleted = try await fixture.run("delete", "trial-temperature", "--reason", "r").expectStatus(0)
            #expect(deleted.errors.contains("follows: trial resolves anew"))
            #expect(deleted.output == "deleted params/trial-temperature at revision 2\n")
        }
    }

    @Test("a document that another one stands on, changed meanwhile, is a conflict")
    func foundation() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let mine = SampleDocuments.restingFeature.replacing(
                "trial: 5%, stable: 95%", with: "trial: 4%, stable: 96%")
            let path = try fixture.write(mine, to: "a.yaml")
            let person = try PseudoTerminal()
            let command = try fixture.process(["apply", "-f", path], terminal: person.terminal)
            _ = try await person.waitFor("Apply this? [y/N]")
            let theirs = SampleDocuments.namespace.replacing("[enterprise]", with: "[enterprise, team]")
            try await fixture.run("apply", "-f", "-", input: theirs).expectStatus(0)
            person.type("y\n")
            let shown = try await person.waitFor("Run the same command again")
            #expect(shown.contains("segment/large is at revision 2, you saw revision 1"))
            await command.result().expectStatus(1)
        }
    }
}

extension CommandFixture {
    /// The digest that the store keeps of a variant, as a withdrawal records it. Leaves nothing held.
    fileprivate func withdrawnDigest(of variant: String) async throws -> String {
        try await run("withdraw", "support-chat", variant, "--reason", "look").expectStatus(0)
        let state = try await run("get", "support-chat", "-o", "json").json()["state"]
        try await run("restore", "support-chat", "--reason", "looked").expectStatus(0)
        return state?["withdrawn"]?[variant]?["digest"]?.string ?? ""
    }
}
