import FlagModel
import Testing

/// Whole files of flagd's become documents of kind flag.
@Suite struct FlagFileTests {
    private let file = """
        $schema: https://flagd.dev/schema/v0/flags.json
        metadata: {flagSetId: shop, version: "3"}
        $evaluators:
          isPro: {in: [{var: plan}, [pro]]}
          nested: {"!": [{$ref: isPro}]}
        flags:
          newCheckout:
            state: ENABLED
            variants: {on: true, off: false}
            defaultVariant: off
            targeting: {if: [{$ref: isPro}, on]}
            metadata: {version: "4", owner: me}
          banner:
            state: DISABLED
            variants: {red: "#f00"}
            defaultVariant: red
        """

    private func flags(_ text: String) -> [OrdinaryFlag] {
        parsed(text).documents.compactMap { if case .flag(let flag) = $0.content { flag } else { nil } }
    }

    @Test func `evaluators are put in their place, and metadata folded in`() {
        #expect(parsed(file).diagnostics == [])
        #expect(
            flags(file) == [
                OrdinaryFlag(
                    key: "newCheckout", isEnabled: true, variants: ["on": true, "off": false], defaultVariant: "off",
                    targeting: ["if": [["in": [["var": "plan"], ["pro"]]], "on"]],
                    metadata: ["flagSetId": "shop", "version": "4", "owner": "me"]),
                OrdinaryFlag(
                    key: "banner", isEnabled: false, variants: ["red": "#f00"], defaultVariant: "red",
                    metadata: ["flagSetId": "shop", "version": "3"]),
            ])
        #expect(parsed(file).documents.map(\.line) == [7, 13])
    }

    @Test func `JSON means the same, and the stored form needs nothing of the file`() throws {
        let json = try #require(try JSONValue.parseYAML(Array(file.utf8))).canonical
        let documents = DocumentParser.parse(json, file: "f.json", mode: .author).documents
        #expect(documents.map(\.content).map(\.key).sorted() == ["banner", "newCheckout"])
        for document in documents {
            #expect(Document.load(body: document.body, name: "x").document?.content == document.content)
        }
        let list = #"{"flags":[{"key":"banner","state":"DISABLED","variants":{"red":1},"defaultVariant":"red"}]}"#
        #expect(flags(list).map(\.key) == ["banner"])
    }

    @Test func `references within evaluators stay as they are`() {
        let diagnostics = parsed(file.replacing("$ref: isPro}, on", with: "$ref: nested}, on")).diagnostics
        #expect(diagnostics.map(\.path) == ["flags.newCheckout.targeting.if[0].![0]"])
        #expect(diagnostics.allSatisfy { $0.severity == .warning && $0.line == 5 })
    }

    @Test(arguments: [
        (
            "defaultVariant: red", "defaultVariant: blue",
            #"f.yaml:16: flags.banner.defaultVariant: there is no variant "blue" (one of red)"#
        ),
        (
            "variants: {red: \"#f00\"}", "variants: 5",
            "f.yaml:15: flags.banner.variants: should be a mapping, is the number 5"
        ),
        ("banner:", "newCheckout:", "f.yaml:13: flags.newCheckout: this key is there twice (first on line 7)"),
        (
            "$evaluators:", "evaluators:",
            #"f.yaml:3: warning: evaluators: there is no such field, it has no effect (did you mean "$evaluators"?)"#
        ),
    ])
    func `an author is told where in the file`(old: String, new: String, expected: String) {
        let diagnostics = parsed(file.replacing(old, with: new)).diagnostics.map(\.description)
        #expect(diagnostics.contains(expected), "\(diagnostics)")
    }

    @Test(arguments: [
        "flags: 5", "flags: [x]", "flags: [{variants: {}}]", "flags: {a: 5}",
        "flags:\n  a: {variants: {}, metadata: 5}\nmetadata: {x: 1}",
    ])
    func `what is no flag is refused`(text: String) {
        #expect(parsed(text).hasErrors)
        #expect(parsed(text).documents.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func `evaluators cannot blow a file up`() {
        let large = String(repeating: "x", count: 700_000)
        let file = { (flags: String) in #"{"$evaluators":{"e":["\#(large)"]},"flags":{\#(flags)}}"# }
        let one = parsed(file(#""a":{"variants":{},"targeting":[{"$ref":"e"},{"$ref":"e"}]}"#))
        #expect(
            one.diagnostics.filter { $0.severity == .error }.map(\.message) == [
                "is over 1 MiB or nested more than 60 deep with what it refers to"
            ])
        let many = (0..<200).map { #""f\#($0)":{"state":"ENABLED","variants":{"a":1},"targeting":[{"$ref":"e"}]}"# }
            .joined(separator: ",")
        let result = parsed(file(many))
        #expect(result.diagnostics.map(\.message) == ["with what they refer to, the flags hold more than 64 MiB"])
        #expect(result.documents.count < 100)
        let deep = String(repeating: #"{"!":"#, count: 40) + "1" + String(repeating: "}", count: 40)
        let nested = deep.replacing("1", with: #"{"$ref":"d"}"#)
        #expect(
            parsed(#"{"$evaluators":{"d":\#(deep)},"flags":{"a":{"variants":{},"targeting":\#(nested)}}}"#).hasErrors)
    }
}
