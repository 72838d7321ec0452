import FlagModel
import Foundation
import SQLiteStore
import TestServers
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost prompt", .serialized)
struct PromptCommandTests {
    @Test("add makes the next version, use points a variant at it, on either store", arguments: StoreKind.allCases)
    func addAndUse(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let text = try fixture.write("You are {{mood}} at {{company}}, {{name}}.\n", to: "system.txt")
            let refused = try await fixture.run(
                "prompt", "add", "support-system", "-f", text, "--runtime", "name"
            ).expectStatus(1)
            #expect(
                refused.errors.contains(
                    "{{mood}} is a variable that support-system@1 does not have; nothing was added\n  If it is new: "
                        + "--variable mood"))
            let added = try await fixture.run(
                "prompt", "add", "support-system", "-f", text, "--note", "says the name", "--runtime", "name",
                "--variable", "mood"
            ).expectStatus(0)
            #expect(added.output.hasPrefix("added support-system@2 at revision 2; no variant uses it yet"))
            let stored = try await fixture.run("get", "support-system@2", "-o", "json").json()["document"]
            #expect(stored?["variables"] == ["company": ["default": "Acme"], "mood": [:], "name": ["runtime": true]])
            let again = try await fixture.run("prompt", "add", "support-system", "-f", text).expectStatus(0)
            #expect(again.output == "support-system@2 says the same already; nothing was added\n")
            let unbound = try await fixture.run("prompt", "use", "support-chat", "canary", "support-system@2")
            #expect(unbound.expectStatus(1).errors.contains("mood"))

            let plain = try fixture.write("Be polite.\n", to: "plain.txt")
            try await fixture.run("prompt", "add", "support-system", "-f", plain).expectStatus(0)
            let used = try await fixture.run("prompt", "use", "support-chat", "canary", "support-system@3")
            #expect(used.expectStatus(0).output == "canary of support-chat uses support-system@3 at revision 4\n")
            let listed = try await fixture.run("prompt", "list", "support-system", "-o", "json").json().array
            #expect(listed?.map { $0["version"] } == [3, 2, 1])
            #expect(listed?.map { $0["used_by"] } == [["support-chat"], [], ["support-chat"]])
            #expect(listed?[1]["note"] == "says the name")
        }
    }

    @Test("the number of a deleted version is not used again, except to bring it back", arguments: StoreKind.allCases)
    func deletedVersion(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            func document(_ text: String) throws -> String {
                try fixture.write("kind: prompt\nkey: greeting\nversion: 2\ntext: \(text)\n", to: "prompt.yaml")
            }
            for text in ["Hello.", "Good day."] {
                let file = try fixture.write(text, to: "greeting.txt")
                try await fixture.run("prompt", "add", "greeting", "-f", file).expectStatus(0)
            }
            try await fixture.run("delete", "greeting@2", "--reason", "r").expectStatus(0)
            let refused = try await fixture.run("apply", "-f", try document("Hey.")).expectStatus(1)
            #expect(refused.errors.contains("greeting@2: was deleted; a version never changes"))
            let file = try fixture.write("Hey.", to: "greeting.txt")
            let added = try await fixture.run("prompt", "add", "greeting", "-f", file).expectStatus(0)
            #expect(added.output.hasPrefix("added greeting@3 at"))
            try await fixture.run("revert", "prompt/greeting@2").expectStatus(0)
            let returned = try await fixture.run("get", "greeting@2", "-o", "json").json()["document"]
            #expect(returned?["text"] == "Good day.")
        }
    }

    @Test("use is refused where the variant serves more than 5 %")
    func useUnderneath() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let plain = try fixture.write("Be polite.\n", to: "plain.txt")
            try await fixture.run("prompt", "add", "support-system", "-f", plain).expectStatus(0)
            let refused = try await fixture.run("prompt", "use", "support-chat", "stable", "support-system@2")
            #expect(refused.expectStatus(1).errors.contains("and its prompt would change underneath them"))
            try await fixture.run("prompt", "use", "support-chat", "stabel", "support-system@2").expectStatus(1)
            try await fixture.run("prompt", "use", "support-chat", "canary", "support-system@9").expectStatus(1)
        }
    }

    @Test("diff shows the lines that differ, with diff's exit status")
    func difference() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let text = try fixture.write("You are the assistant of {{company}}.\nBe polite.\n", to: "system.txt")
            try await fixture.run("prompt", "add", "support-system", "-f", text).expectStatus(0)
            let result = try await fixture.run("prompt", "diff", "support-system", "1", "2").expectStatus(1)
            #expect(result.output.contains("\n  You are the assistant of {{company}}.\n+ Be polite.\n"))
            #expect(try await fixture.run("prompt", "diff", "support-system", "1", "1").expectStatus(0).output.isEmpty)
            let trouble = try await fixture.run("prompt", "diff", "support-system", "1", "7").expectStatus(2)
            #expect(trouble.errors.contains("there is no version 7 of support-system"))
        }
    }

    @Test("redact takes the text out of the store for good, and keeps its hash", arguments: StoreKind.allCases)
    func redact(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let used = try await fixture.run("prompt", "redact", "support-system@1", "--reason", "secret").expectStatus(
                1)
            #expect(used.errors.contains("support-system@1 is used by support-chat; nothing was changed"))
            let text = try fixture.write("The code word is Rosebud-1941.", to: "system.txt")
            try await fixture.run("prompt", "add", "support-system", "-f", text).expectStatus(0)
            let digest = try await fixture.run("prompt", "list", "-o", "json").json().array?.first?["sha256"]
            try await fixture.run("prompt", "redact", "support-system@2", "--reason", "held a secret").expectStatus(0)
            let version = try await fixture.run("prompt", "list", "-o", "json").json().array?.first
            #expect(version?["sha256"] == digest)
            #expect(version?["redacted"] == "held a secret")
            let document = try await fixture.run("get", "support-system@2").expectStatus(0).output
            #expect(!document.contains("Rosebud"))
            let again = try await fixture.run("prompt", "redact", "support-system@2", "--reason", "r").expectStatus(0)
            #expect(again.output.contains("was redacted already"))
            let use = try await fixture.run("prompt", "use", "support-chat", "canary", "support-system@2").expectStatus(
                1)
            #expect(use.errors.contains("is redacted and cannot be served"))
            let back = "kind: prompt\nkey: support-system\nversion: 2\ntext: The code word is Rosebud-1941."
            let refused = try await fixture.run("apply", "-f", "-", input: back).expectStatus(1)
            #expect(refused.errors.contains("support-system@2: was redacted, and stays so"))
        }
    }

    @Test("a redacted text is in no file of the embedded store, while an agent has it open")
    func redactedFromDisk() async throws {
        let fixture = try await CommandFixture()
        let agent = try fixture.openStore()
        let text = try fixture.write("The code word is Rosebud-1941.", to: "system.txt")
        try await fixture.run("prompt", "add", "support-system", "-f", text).expectStatus(0)
        _ = try await agent.load(since: nil)
        func traces() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
                .filter { $0.hasPrefix("flags.db") }
                .filter { name in
                    let contents = FileManager.default.contents(atPath: fixture.folder.path(name)) ?? Data()
                    return contents.range(of: Data("Rosebud".utf8)) != nil
                }
        }
        #expect(try !traces().isEmpty)
        try await fixture.run("prompt", "redact", "support-system@1", "--reason", "held a secret").expectStatus(0)
        #expect(try traces() == [])
        await agent.close()
    }

    @Test(
        "secrets and broken names are refused before anything is stored",
        arguments: [
            ("support-system", "key sk-abcdefghijklmnopqrstuvwxyz0123456789ABCD"), ("Support System", "fine"),
        ])
    func refused(name: String, text: String) async throws {
        let fixture = try await CommandFixture()
        let path = try fixture.write(text, to: "p.txt")
        try await fixture.run("prompt", "add", name, "-f", path).expectStatus(1)
        #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 0)
    }
}
