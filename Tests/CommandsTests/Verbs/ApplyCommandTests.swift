import FlagModel
import Samples
import TestServers
import Testing

@Suite("flagpost apply")
struct ApplyCommandTests {
    @Test("puts new documents into the store in one commit, and says so")
    func creates() async throws {
        let fixture = try await CommandFixture()
        let second = SampleDocuments.feature.replacing("support-chat", with: "search")
        let result = try await fixture.run(
            "apply", "-f", "-", "-o", "json", input: "\(SampleDocuments.feature)\n---\n\(second)")
        let answer = try result.expectStatus(0).json()
        #expect(answer["changed"] == true)
        #expect(answer["revision"] == 1)
        #expect(answer["documents"]?.array?.map { $0["effect"] } == ["create", "create"])
        #expect(result.errors.contains("+ feature/support-chat"))
        #expect(result.errors.contains("namespace default"))
    }

    @Test("changes nothing where nothing differs")
    func unchanged() async throws {
        let fixture = try await CommandFixture.withFeature()
        let result = try await fixture.run("apply", "-f", "-", input: SampleDocuments.feature).expectStatus(0)
        #expect(result.output == "nothing to change\n")
        #expect(result.errors.contains("  1 document unchanged\n"))
        #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 1)
    }

    @Test("shows every changed path with old and new value")
    func difference() async throws {
        let fixture = try await CommandFixture.withFeature()
        let changed = SampleDocuments.feature
            .replacing("claude-opus-4", with: "claude-haiku-4")
            .replacing("canary: 5%, stable: 95%", with: "canary: 7%, stable: 93%")
        let result = try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
        #expect(result.errors.contains("variants.canary.model: \"claude-opus-4\" -> \"claude-haiku-4\""))
        #expect(result.errors.contains("route[1].split.canary: \"5%\" -> \"7%\""))
        #expect(result.output == "applied 1 document at revision 2\n")
    }

    @Test("with --dry-run shows the difference and commits nothing")
    func dryRun() async throws {
        let fixture = try await CommandFixture()
        let result = try await fixture.run("apply", "-f", "-", "--dry-run", input: SampleDocuments.feature)
        #expect(result.expectStatus(0).output == "dry run: nothing was changed\n")
        #expect(try await fixture.run("list", "-o", "json").json()["documents"] == [])
    }

    @Test("with --dry-run ends as the change itself would")
    func dryRunStatus() async throws {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.protectedFeature).expectStatus(0)
        let edited = SampleDocuments.protectedFeature.replacing("temperature: 0.7", with: "temperature: 0.9")
        let refused = try await fixture.run("apply", "-f", "-", "--dry-run", "-o", "json", input: edited)
        #expect(try refused.expectStatus(1).json()["objections"]?.array?.isEmpty == false)
        try await fixture.run("apply", "-f", "-", "--reason", "r", input: edited).expectStatus(1)

        let wider = SampleDocuments.protectedFeature
            .replacing("canary: 5%, stable: 95%", with: "canary: 9%, stable: 91%")
        let waiting = try await fixture.run("apply", "-f", "-", "--reason", "r", "--dry-run", input: wider)
        #expect(waiting.expectStatus(3).output == "dry run: nothing was changed; 2 people would have to agree\n")
        try await fixture.run("apply", "-f", "-", "--dry-run", input: wider).expectStatus(1)
        try await fixture.run("apply", "-f", "-", "--reason", "r", "--dry-run", "--edit", "nosuch", input: wider)
            .expectStatus(1)
        #expect(try await fixture.run("proposals", "-o", "json").json()["proposals"] == [])
    }

    @Test("reads folders, and never removes what is not in the files")
    func folders() async throws {
        let fixture = try await CommandFixture.withFeature()
        let second = SampleDocuments.feature.replacing("support-chat", with: "search")
        try await fixture.run("apply", "-f", fixture.folder.path).expectStatus(1)
        let folder = try NewFolder(in: fixture.folder, "features/deep")
        try folder.write(second, to: "search.yaml")
        try folder.write("not yaml: [", to: "notes.txt")
        try await fixture.run("apply", "-f", fixture.folder.path("features")).expectStatus(0)
        let keys = try await fixture.run("list", "-o", "json").json()["documents"]?.array?.map { $0["key"] }
        #expect(keys == ["search", "support-chat"])
    }

    @Test("names file, line and path of what is wrong, and applies nothing")
    func diagnostics() async throws {
        let fixture = try await CommandFixture()
        let path = try fixture.write(
            SampleDocuments.feature.replacing("baseline: stable", with: "baseline: stabel"), to: "bad.yaml")
        let result = try await fixture.run("apply", "-f", path).expectStatus(1)
        #expect(result.errors.contains("\(path):11: baseline: "))
        #expect(result.errors.contains("flagpost: nothing was applied: the files have errors"))
        #expect(result.output.isEmpty)
        #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 0)
    }

    @Test("says where YAML is broken")
    func brokenYAML() async throws {
        let fixture = try await CommandFixture()
        let path = try fixture.write("kind: feature\nkey: [\n", to: "bad.yaml")
        #expect(try await fixture.run("apply", "-f", path).expectStatus(1).errors.contains("\(path):3: "))
    }

    @Test("refuses a document that stands in two files")
    func twice() async throws {
        let fixture = try await CommandFixture()
        let first = try fixture.write(SampleDocuments.feature, to: "a.yaml")
        let second = try fixture.write(SampleDocuments.feature, to: "b.yaml")
        let result = try await fixture.run("apply", "-f", first, second).expectStatus(1)
        #expect(result.errors.contains("feature/support-chat stands in "))
    }

    @Test("says that a file is missing")
    func missing() async throws {
        let fixture = try await CommandFixture()
        let result = try await fixture.run("apply", "-f", "/nowhere/x.yaml").expectStatus(1)
        #expect(result.errors == "flagpost: cannot read /nowhere/x.yaml: No such file or directory\n")
    }

    @Test("asks on a terminal, and takes silence for a no")
    func asks() async throws {
        let fixture = try await CommandFixture()
        let path = try fixture.write(SampleDocuments.feature, to: "a.yaml")
        let person = try PseudoTerminal()
        let command = try fixture.process(["apply", "-f", path], terminal: person.terminal)
        _ = try await person.waitFor("Apply this? [y/N]")
        person.type("\n")
        await command.result().expectStatus(1)
        #expect(try await fixture.run("list", "-o", "json").json()["revision"] == 0)
    }

    @Test("refuses where somebody changed what its author was shown, and says what")
    func conflict() async throws {
        let fixture = try await CommandFixture.withFeature()
        let mine = SampleDocuments.feature.replacing("claude-opus-4", with: "claude-haiku-4")
        let theirs = SampleDocuments.feature.replacing("claude-opus-4", with: "claude-sonnet-5")
        let path = try fixture.write(mine, to: "a.yaml")
        let person = try PseudoTerminal()
        let command = try fixture.process(["apply", "-f", path], terminal: person.terminal)
        _ = try await person.waitFor("Apply this? [y/N]")
        try await fixture.run("apply", "-f", "-", input: theirs).expectStatus(0)
        person.type("y\n")
        let shown = try await person.waitFor("Run the same command again")
        #expect(shown.contains("feature/support-chat is at revision 2, you saw revision 1"))
        await command.result().expectStatus(1)
        #expect(try await fixture.run("get", "support-chat").output.contains("claude-sonnet-5"))
    }
}
