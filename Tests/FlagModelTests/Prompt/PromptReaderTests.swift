import FlagModel
import Testing

@Suite struct PromptReaderTests {
    private let text =
        "kind: prompt\nkey: system\nversion: 12\ntext: Hello {{name}}.\nvariables: {name: {default: you}}\n"

    @Test func `a version is kept under its reference, with its digest`() throws {
        let document = try #require(parsed(text).documents.first)
        #expect(document.key == "system@12")
        guard case .prompt(let prompt) = document.content else {
            Issue.record("\(document.content)")
            return
        }
        #expect(prompt.content == .text("Hello {{name}}."))
        #expect(prompt.variables == [Prompt.Variable(name: "name", standard: "you")])
        // printf '%s' 'Hello {{name}}.' | sha256sum
        #expect(prompt.digest == "bc7bfcc510e13774b39ad5de9b02d0808bffe622b43f00c71bd347e7978f0102")
        #expect(try JSONValue.parse(document.body)["sha256"] == .string(prompt.digest))
        #expect(parsed(text + "sha256: \(prompt.digest)").documents.first?.body == document.body)
    }

    @Test func `messages have a digest too`() throws {
        let text = "kind: prompt\nkey: s\nversion: 1\nmessages: [{text: Hi, role: user}]"
        // printf '%s' '[{"role":"user","text":"Hi"}]' | sha256sum
        #expect(
            try JSONValue.parse(#require(parsed(text).documents.first).body)["sha256"]
                == "eaee47d1fb2a606bc0a8c3174306d51418738f42e9050deb479ea63013841d7a")
    }

    @Test(arguments: [
        ("version: 12\n", "", "f.yaml:1: version: is missing (version: 1, and one more with each edit)"),
        ("12", "latest", #"f.yaml:3: version: should be a whole number from 1 to 999999999, is the text "latest""#),
        ("key:", "name:", "f.yaml:1: key: is missing (key: support-system)"),
        ("{{name}}", "{{nmae}}", #"f.yaml:4: text: {{nmae}} is no variable that is declared (did you mean "name"?)"#),
        (
            "variables: {name: {default: you}}\n", "",
            "f.yaml:4: text: {{name}} is no variable that is declared (variables: {name: {}}, or {name: {runtime: true}})"
        ),
        (
            "{default: you}", "{default: you, runtime: true}",
            "f.yaml:5: variables.name: is filled in with each call and has a default (remove one of the two)"
        ),
        (
            "{default: you}", "{defualt: you}",
            #"f.yaml:5: variables.name.defualt: there is no such field (did you mean "default"?)"#
        ),
        (
            "text:", "redacted: why\ntext:",
            "f.yaml:1: should have either `text` or `messages` (this one has text and redacted)"
        ),
        (
            "text: Hello {{name}}.\n", "",
            "f.yaml:1: should have either `text` or `messages` (text: what the model is told)"
        ),
        (
            "text: Hello {{name}}.", "redacted: it held a key",
            "f.yaml:1: sha256: is missing (a redacted version keeps the SHA-256 of what it said)"
        ),
        (
            "text:", "sha256: 12ab\ntext:",
            #"f.yaml:4: sha256: "12ab" is no SHA-256 (64 lower-case hexadecimal digits, or leave it out)"#
        ),
        (
            "Hello", "sk-abcdefghij0123456789",
            "f.yaml:4: text: looks like an API key (sk-…) (keep secrets out of documents; revoke this one)"
        ),
    ])
    func `an author is told what is wrong`(old: String, new: String, expected: String) {
        let diagnostics = parsed(text.replacing(old, with: new, maxReplacements: 1)).diagnostics.map(\.description)
        #expect(diagnostics.contains(expected), "\(diagnostics)")
    }

    @Test func `a digest that is another's names the right one`() {
        let diagnostics = parsed(text + "sha256: \(String(repeating: "0a", count: 32))").diagnostics
        #expect(diagnostics.map(\.message) == ["is not that of the content"])
        #expect(diagnostics.first?.line == 6)
    }

    @Test func `a variable that stands nowhere is a warning`() {
        let result = parsed(text.replacing("{{name}}", with: "you"))
        #expect(
            result.diagnostics.map(\.description) == [
                "f.yaml:5: warning: variables.name: stands nowhere in the prompt (write it as {{name}})"
            ])
        #expect(result.documents.count == 1)
    }

    @Test func `sizes are limited`() {
        let long = String(repeating: "x", count: 256 << 10)
        let head = "kind: prompt\nkey: s\nversion: 1\n"
        #expect(parsed(head + "text: \(long)").diagnostics == [])
        #expect(
            parsed(head + "text: \(long)x").diagnostics.map(\.message) == [
                "is 262145 bytes long, at most 262144 are taken"
            ])
        let half = String(repeating: "é", count: 66_000)
        #expect(
            parsed(head + "messages: [{role: user, text: \(half)}, {role: user, text: \(half)}]").diagnostics.map(
                \.message)
                == ["are 264000 bytes long, at most 262144 are taken"])
    }

    @Test func `a redacted version keeps its digest`() throws {
        let digest = String(repeating: "0a", count: 32)
        let document = try #require(
            parsed("kind: prompt\nkey: s\nversion: 3\nredacted: it held a key\nsha256: \(digest)\nvariables: {a: {}}")
                .documents
                .first)
        #expect(
            document.content
                == .prompt(
                    Prompt(
                        name: "s", version: 3, content: .redacted(reason: "it held a key"),
                        variables: [Prompt.Variable(name: "a")], digest: digest)))
    }
}
