import FlagModel
import Samples
import TestServers
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost history", .serialized)
struct HistoryCommandTests {
    @Test("tells who, when, why and what, newest first, of a key what concerns it", arguments: StoreKind.allCases)
    func listing(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let text = try fixture.write("Be polite.\n", to: "p.txt")
            try await fixture.run("prompt", "add", "unused", "-f", text).expectStatus(0)
            try await fixture.run(
                "kill", "support-chat", "--reason", "rude", "--on-behalf-of", "ann"
            ).expectStatus(0)
            let all = try await fixture.run("history", "-o", "json").expectStatus(0).json().array ?? []
            #expect(all.map { $0["revision"] } == [3, 2, 1])
            #expect(all.first?["reason"] == "rude")
            #expect(all.first?["on_behalf_of"] == "ann")
            #expect(all.first?["changes"] == ["kill support-chat"])
            #expect(all.first?["origin"]?.string?.isEmpty == false)
            let own = try await fixture.run("history", "support-chat", "-o", "json").json().array ?? []
            #expect(own.map { $0["revision"] } == [3, 1])
            let pinned = try await fixture.run("history", "support-system", "-o", "json").json().array ?? []
            #expect(pinned.map { $0["revision"] } == [1])
            let lines = try await fixture.run("history", "--limit", "1").expectStatus(0)
            #expect(lines.output.contains("  why: rude\n"))
            #expect(lines.output.contains(" for ann on "))
            #expect(lines.errors.contains("more: --before 3"))
            let older = try await fixture.run("history", "--before", "3", "--limit", "1", "-o", "json").json().array
            #expect(older?.map { $0["revision"] } == [2])
            let since = try await fixture.run("history", "--since", "2", "-o", "json").json().array
            #expect(since?.map { $0["revision"] } == [3, 2])
            #expect(try await fixture.run("history", "--since", "1h", "-o", "json").json().array?.count == 3)
            let future = "2999-01-01T00:00:00Z"
            #expect(try await fixture.run("history", "--since", future, "-o", "json").json().array?.isEmpty == true)
        }
    }

    @Test("an unknown key is refused, and one that was deleted is known", arguments: StoreKind.allCases)
    func keys(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            try await fixture.run("kill", "--all", "--reason", "r").expectStatus(0)
            let unknown = try await fixture.run("history", "suport-chat").expectStatus(1)
            #expect(unknown.errors.contains("there is no document suport-chat in namespace default"))
            #expect(unknown.errors.contains("did you mean \"support-chat\"?"))
            #expect(unknown.output.isEmpty)
            try await fixture.run("delete", "new-checkout", "--reason", "over").expectStatus(0)
            for key in ["new-checkout", "flag/new-checkout", "support-system", "support-system@1"] {
                let known = try await fixture.run("history", key).expectStatus(0)
                #expect(known.output.contains("put "))
            }
            let none = try await fixture.run("history", "new-checkout", "--before", "1", "-o", "json").expectStatus(0)
            #expect(try none.json() == [])
        }
    }

    @Test("--diff and show tell what changed in each document", arguments: StoreKind.allCases)
    func differences(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let changed = SampleDocuments.namespace.replacing("trial: 5%, stable: 95%", with: "trial: 4%, stable: 96%")
            try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
            try await fixture.run("delete", "new-checkout", "--reason", "r").expectStatus(0)
            let lines = try await fixture.run("history", "--diff").expectStatus(0).output
            #expect(lines.contains("  ~ feature/support-chat\n      route[1].split.stable: \"95%\" -> \"96%\"\n"))
            #expect(lines.contains("  - flag/new-checkout  deleted\n"))
            #expect(lines.contains("  + feature/support-chat  new\n"))
            let shown = try await fixture.run("history", "show", "2", "-o", "json").expectStatus(0).json()
            let place = shown["documents"]?.array?.first?["differences"]?.array?.first
            #expect(place?["path"] == "route[1].split.stable")
            let missing = try await fixture.run("history", "show", "99").expectStatus(1)
            #expect(missing.errors.contains("the log has no record of revision 99"))
        }
    }

    @Test("texts of several lines are told line by line, whatever ends the lines")
    func linesOfTexts() async throws {
        let fixture = try await CommandFixture()
        for text in [#"one\r\ntwo"#, #"one\r\nthree"#] {
            let flag = #"{"kind":"flag","key":"a","state":"ENABLED","variants":{"on":"\#(text)"}}"#
            try await fixture.run("apply", "-f", "-", input: flag).expectStatus(0)
        }
        let lines = try await fixture.run("history", "--diff").expectStatus(0).output
        #expect(lines.contains("one\n"), "\(lines)")
        #expect(lines.contains("- two\n"), "\(lines)")
        #expect(lines.contains("+ three\n"), "\(lines)")
    }

    @Test("a redacted text is nowhere in the store, and the log stays whole", arguments: StoreKind.allCases)
    func redaction(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let secret = "Rosebud-1941"
            let body = "kind: prompt\nkey: greeting\nversion: 1\ntext: The code word is \(secret).\n"
            try await fixture.run("apply", "-f", "-", input: body).expectStatus(0)
            // A note may change: the content before it is kept for the log.
            try await fixture.run("apply", "-f", "-", input: body + "note: first\n").expectStatus(0)
            #expect(try !fixture.traces(of: secret).isEmpty)
            try await fixture.run("prompt", "redact", "greeting@1", "--reason", "held a secret").expectStatus(0)
            #expect(try fixture.traces(of: secret) == [])
            try await fixture.run("audit", "verify").expectStatus(0)
            let lines = try await fixture.run("history", "greeting", "--diff").expectStatus(0).output
            #expect(lines.contains("was redacted: held a secret"))
            #expect(!lines.contains(secret))
            let back = try await fixture.run("revert", "greeting@1", "--to", "2").expectStatus(1)
            #expect(back.errors.contains("was redacted: held a secret"))
        }
    }
}
