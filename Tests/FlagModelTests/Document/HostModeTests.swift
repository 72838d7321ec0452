import FlagModel
import Testing

/// Hosts take what an author's stricter, older or newer tools let through, unless that could widen exposure.
@Suite struct HostModeTests {
    private func load(_ old: String, _ new: String) throws -> (document: Document?, diagnostics: [String]) {
        let parsed = SampleDocument.parse(SampleDocument.replacing(old, with: new), mode: .host)
        return (parsed.documents.first, parsed.diagnostics.map(\.description))
    }

    @Test(arguments: [
        ("key: chat", "key: chat\ncolour: red"), ("key: chat", "key: chat\nprotected: true"),
        ("model: sonnet", "model: sonnet\n    stall: 2s"), ("    fallback: [{static: Later.}]\n", ""),
        ("[pro]", "[someone@example.com]"), ("plan: [pro]", "email: [pro]"),
        ("static: Later.}\nonKill", "static: key sk-abcdefghij0123456789}\nonKill"),
    ])
    func `ignores what is an author's business`(old: String, new: String) throws {
        let (document, diagnostics) = try load(old, new)
        #expect(document?.key == "chat")
        #expect(diagnostics == [])
    }

    @Test func `hands unknown fields of a variant on, since they are part of its digest`() throws {
        let (document, _) = try load("model: sonnet", "model: sonnet\n    stall: 2s")
        #expect(document?.feature?.variant(named: "canary")?.value["stall"] == "2s")
    }

    @Test(arguments: [
        (
            "key: chat", "key: chat\nbudgets: []",
            "f.yaml:3: warning: budgets: is not supported by this version and has no effect"
        ),
        (
            "do: kill", "do: kill, notify: x",
            "f.yaml:16: warning: guards[0].notify: is not supported by this version and has no effect"
        ),
    ])
    func `says so where what it ignores would restrict`(old: String, new: String, warning: String) throws {
        let (document, diagnostics) = try load(old, new)
        #expect(document?.feature?.guards.count == 1)
        #expect(diagnostics == [warning])
    }

    @Test func `leaves out one guard that it cannot read, and says so`() throws {
        let (document, diagnostics) = try load(
            "guards:", "guards:\n  - {name: slow, when: latency p95 > 5s over 5m, do: kill}")
        #expect(document?.feature?.guards.map(\.name) == ["errors"])
        #expect(
            diagnostics == [
                #"f.yaml:16: warning: guards[0].when: the signal "latency" is not supported yet (use error_rate)"#,
                "f.yaml:16: warning: guards[0]: this guard is left out: nothing watches for it on this host",
            ])
    }

    @Test func `leaves out a rollout that it cannot read: nobody gets its candidate`() throws {
        let (document, diagnostics) = try load(
            "key: chat", "key: chat\nrollout: {candidate: off, stages: [half for 1d, 100%]}")
        #expect(document?.feature != nil)
        #expect(document?.feature?.rollout == nil)
        #expect(
            diagnostics == [
                #"f.yaml:3: warning: rollout.stages[0]: should be a share and how long it lasts, is the text "half for 1d" "#
                    + "(write it like 5% for 48h, and the last one 100%)",
                "f.yaml:3: warning: rollout: this rollout is left out: its candidate is served to nobody by this host",
            ])
    }

    @Test(arguments: [
        ("serve: stable", "serve: stable\n    until: tomorrow"), ("[pro]", "{semver: newest}"), ("[pro]", "{in: [a]}"),
        ("plan: [pro]", "segment: [big]"), ("key: chat", "key: chat\napiVersion: flagpost/v2"),
        ("onKill: off", "onKill: stable"),
        ("baseline: stable", "baseline: gone"), ("canary: 5%", "canary: 6%"),
    ])
    func `refuses what it would get wrong`(old: String, new: String) throws {
        let (document, diagnostics) = try load(old, new)
        #expect(document == nil)
        #expect(diagnostics.count == 1)
    }

    @Test func `whatever an author may write can be read again`() throws {
        let deepest = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let values = "[" + String(repeating: "0,", count: 201_000) + "0]"
        for data in [deepest, values] {
            let text = SampleDocument.replacing(
                "off: {static: Later.", with: "off: {static: Later., data: {x: \(data)}")
            let parsed = SampleDocument.parse(text)
            #expect(parsed.diagnostics == [])
            let body = try #require(parsed.documents.first).body
            #expect(
                Document.load(body: body, name: "feature/chat").document?.feature == parsed.documents.first?.feature)
        }
        let deeper = SampleDocument.replacing(
            "off: {static: Later.", with: "off: {static: Later., data: {x: [\(deepest)]}")
        #expect(SampleDocument.parse(deeper).diagnostics.map(\.message) == ["nested more than 64 deep"])
    }

    @Test(arguments: ["", "x", "[]", "[{},{}]", "{}", "null", "{\"kind\":\"feature\"}", "{\"a\":1,\"a\":2}"])
    func `a stored body that is no document is a fault, not a crash`(body: String) {
        let (document, diagnostics) = Document.load(body: Array(body.utf8), name: "feature/chat")
        #expect(document == nil)
        #expect(diagnostics.first?.file == "feature/chat")
    }
}
