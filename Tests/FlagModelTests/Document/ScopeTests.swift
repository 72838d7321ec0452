import FlagModel
import SnapshotWriting
import Testing

/// What the documentation shows compiles to what it says.
@Suite struct ScopeTests {
    static let documented = """
        kind: feature
        key: support-chat
        owner: support-ml
        protected: false
        bucketBy: session
        salt: support
        variants:
          stable:
            model: claude-sonnet-4
            params: {temperature: 0.7, top_p: 1.0, max_tokens: 1024}
            prompt: support-system@12
            timeout: 3s
            fallback:
              - {model: claude-haiku-4, timeout: 1s}
              - {cached: true}
              - {static: "Someone from our team will answer you shortly."}
            minConfidence: 0.5
          canary: {extends: stable, model: claude-opus-4}
          cheap:  {extends: stable, model: claude-haiku-4, params: {max_tokens: 256}}
          handoff: {static: "Talk to a human", data: {button: handoff}}
        onKill: handoff
        baseline: stable
        route:
          - when: {plan: [enterprise], beta: true, seats: {not: [1, 2.5]}, version: {startsWith: ["2.", "3."]}}
            serve: stable
          - when: {region: {not: {startsWith: eu-}}}
            serve: cheap
          - split: {stable: 79.999%, cheap: 20%, canary: 0.001%}
        guards:
          - {name: errors, when: "error_rate > 5% over 1m", do: kill}
          - {name: burn, when: "error_rate > 0.5% over 30m", do: serve cheap, of: candidate, shadow: true}
        """

    private func feature() throws -> Feature {
        let parsed = SampleDocument.parse(Self.documented)
        #expect(parsed.diagnostics == [])
        return try #require(parsed.documents.first?.feature)
    }

    @Test func `variants are merged and named by what they hold`() throws {
        let feature = try feature()
        #expect(feature.variants.map(\.name) == ["canary", "cheap", "handoff", "stable"])
        let cheap = try #require(feature.variant(named: "cheap"))
        #expect(
            cheap.value.canonicalText
                == #"{"ai":true,"fallback":[{"model":"claude-haiku-4","timeout":"1s"},{"cached":true},"#
                + #"{"static":"Someone from our team will answer you shortly."}],"minConfidence":0.5,"#
                + #""model":"claude-haiku-4","params":{"max_tokens":256,"temperature":0.7,"top_p":1},"#
                + #""prompt":"support-system@12","timeout":"3s"}"#)
        #expect(cheap.models == ["claude-haiku-4"])
        #expect(cheap.timeout == .seconds(3))
        #expect(cheap.callsModel)
        #expect(feature.variant(named: "canary")?.models == ["claude-opus-4", "claude-haiku-4"])
        let handoff = try #require(feature.variant(named: "handoff"))
        #expect(handoff.value.canonicalText == #"{"ai":false,"data":{"button":"handoff"},"static":"Talk to a human"}"#)
        // printf '%s' '{"ai":…}' | sha256sum
        #expect(handoff.digest == "16916af355e33f664c9f334e3baca5bd6d740141e64180b3308d52ab1e8da82a")
        #expect(!handoff.callsModel)
    }

    @Test func `conditions, shares and guards are read exactly`() throws {
        let feature = try feature()
        #expect(
            feature.route[0].conditions == [
                RouteCondition(attribute: "beta", test: .oneOf([.bool(true)])),
                RouteCondition(attribute: "plan", test: .oneOf([.string("enterprise")])),
                RouteCondition(attribute: "seats", test: .oneOf([.number(1), .number(2.5)]), negated: true),
                RouteCondition(attribute: "version", test: .startsWith(["2.", "3."])),
            ])
        #expect(
            feature.route[1].conditions == [
                RouteCondition(attribute: "region", test: .startsWith(["eu-"]), negated: true)
            ])
        #expect(
            feature.route[2].shares == [
                RouteEntry.Share(variant: "canary", weight: 1), RouteEntry.Share(variant: "cheap", weight: 20_000),
                RouteEntry.Share(variant: "stable", weight: 79_999),
            ])
        #expect(
            feature.guards == [
                GuardRule(name: "errors", threshold: 0.05, window: .seconds(60), action: .kill),
                GuardRule(
                    name: "burn", threshold: 0.005, window: .seconds(1800), action: .serve("cheap"), scope: .candidate,
                    isShadow: true),
            ])
    }

    @Test func `names become indices`() throws {
        let compiled = try feature().compiled()
        #expect(compiled.key == "support-chat")
        #expect(compiled.salt == "support")
        #expect(compiled.bucketBy == "session")
        #expect(compiled.variants.map(\.name) == ["canary", "cheap", "handoff", "stable"])
        #expect(compiled.baseline == 3)
        #expect(compiled.offVariant == 2)
        #expect(compiled.rules.map { $0.shares.map(\.variant) } == [[3], [1], [0, 1, 3]])
        #expect(compiled.rules.map { $0.shares.reduce(0) { $0 + $1.weight } } == [100_000, 100_000, 100_000])
        #expect(try JSONValue.parse(compiled.variants[2].value)["static"] == "Talk to a human")
    }

    @Test func `the stored form says what was written`() throws {
        let document = try #require(SampleDocument.parse(SampleDocument.text).documents.first)
        let body = try JSONValue.parse(document.body)
        #expect(body["apiVersion"] == "flagpost/v1")
        #expect(body["variants"]?["canary"] == ["extends": "stable", "model": "opus"])
        #expect(document.digests.keys.sorted() == ["canary", "off", "stable"])
        let loaded = Document.load(body: document.body, name: "feature/chat")
        #expect(loaded.diagnostics == [])
        #expect(loaded.document?.feature == document.feature)
        #expect(loaded.document?.body == document.body)
    }

    @Test func `JSON means the same as YAML`() throws {
        let document = try #require(SampleDocument.parse(SampleDocument.text).documents.first)
        let single = DocumentParser.parse(document.body, file: "f", mode: .author)
        #expect(single.documents.map(\.feature) == [document.feature])
        let array = Array("\u{FEFF} \n[".utf8) + document.body + Array("]".utf8)
        #expect(DocumentParser.parse(array, file: "f", mode: .author).documents.map(\.feature) == [document.feature])
        let broken = DocumentParser.parse(Array("{\n  \"kind\": feature}".utf8), file: "f.json", mode: .author)
        #expect(broken.diagnostics.map(\.description) == ["f.json:2: no JSON value begins like this (column 11)"])
        #expect(DocumentParser.parse([], file: "f.yaml", mode: .author).hasErrors)
    }
}
