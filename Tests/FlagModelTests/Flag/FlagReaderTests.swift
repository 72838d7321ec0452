import FlagModel
import SnapshotWriting
import Testing

@Suite struct FlagReaderTests {
    private let text = """
        kind: flag
        key: newCheckout
        state: ENABLED
        variants: {on: true, off: false}
        defaultVariant: off
        targeting: {if: [{in: [{var: plan}, [pro]]}, on]}
        metadata: {team: shop}
        """

    private func flag(_ text: String) throws -> OrdinaryFlag {
        guard case .flag(let flag) = try #require(parsed(text).documents.first).content else {
            throw JSONError("no flag", line: 1, column: 1)
        }
        return flag
    }

    @Test func `a flag is read and compiled`() throws {
        let flag = try flag(text)
        #expect(
            flag
                == OrdinaryFlag(
                    key: "newCheckout", isEnabled: true, variants: ["on": true, "off": false], defaultVariant: "off",
                    targeting: ["if": [["in": [["var": "plan"], ["pro"]]], "on"]], metadata: ["team": "shop"]))
        let compiled = try flag.compiled()
        #expect(compiled.variants.map(\.name) == ["off", "on"])
        #expect(compiled.variants.map(\.value) == [Array("false".utf8), Array("true".utf8)])
        #expect(compiled.defaultVariant == 0)
        #expect(compiled.targeting?.json == flag.targeting)
        #expect(compiled.metadata == Array(#"{"team":"shop"}"#.utf8))
        #expect(try !compiled.record().bytes.isEmpty)
    }

    @Test
    func `no author takes a key for a flag that Flagpost keeps its own state under, and hosts keep what is stored`()
        throws
    {
        let taken = text.replacing("key: newCheckout", with: #"key: "@namespace""#)
        #expect(
            parsed(taken).diagnostics.map(\.description) == [
                #"f.yaml:2: key: "@namespace" begins with '@' (such keys are Flagpost's own; call it otherwise)"#
            ])
        let body = try #require(parsed(text).documents.first).body
        let stored = String(decoding: body, as: UTF8.self).replacing("newCheckout", with: "@old")
        let loaded = Document.load(body: Array(stored.utf8), name: "flag/@old")
        #expect(loaded.document?.key == "@old", "\(loaded.diagnostics)")
    }

    @Test(arguments: ["defaultVariant: off\n", "targeting: {if: [{in: [{var: plan}, [pro]]}, on]}\n"])
    func `without a default or a rule there is none`(line: String) throws {
        let flag = try flag(text.replacing(line, with: ""))
        #expect((flag.defaultVariant == nil) == line.hasPrefix("default"))
        #expect((flag.targeting == nil) == line.hasPrefix("targeting"))
        #expect(try flag.compiled().metadata.isEmpty == false)
    }

    @Test(arguments: [
        ("targeting: {if: [{in: [{var: plan}, [pro]]}, on]}", "targeting: {}"),
        ("targeting: {if: [{in: [{var: plan}, [pro]]}, on]}", "targeting: null"),
    ])
    func `an empty rule is none`(old: String, new: String) throws {
        #expect(try flag(text.replacing(old, with: new)).targeting == nil)
    }

    @Test(arguments: [
        ("ENABLED", "ON", #"f.yaml:3: warning: state: "ON" counts as ENABLED (write ENABLED or DISABLED)"#),
        ("state: ENABLED\n", "", "f.yaml:1: warning: state: is missing: the flag is ENABLED"),
        (
            "off: false", "off: 0",
            #"f.yaml:4: warning: variants.off: is the number 0, while "on" is true (values of a flag are of one type)"#
        ),
        (
            "metadata:", "colour: red\nmetadata:",
            "f.yaml:7: warning: colour: there is no such field, it has no effect "
                + "(one of apiVersion, defaultVariant, key, kind, metadata, signatures, state, targeting, variants)"
        ),
        (
            "targeting:", "targetting:",
            #"f.yaml:6: warning: targetting: there is no such field, it has no effect (did you mean "targeting"?)"#
        ),
        (
            "team: shop", "team: [shop]",
            "f.yaml:7: warning: metadata.team: should be a text, a number or true/false, is a list"
        ),
        (
            "{in:", "{inn:",
            #"f.yaml:6: warning: targeting.if[0].inn: there is no such operator: where this is reached, "#
                + #"evaluation fails (did you mean "in"?)"#
        ),
        (
            "{in: [{var: plan}, [pro]]}", "{$ref: pro}",
            "f.yaml:6: warning: targeting.if[0]: refers to no evaluator: where "
                + "this is reached, evaluation fails (declare it in the file's $evaluators; one that refers to others is not taken)"
        ),
        (
            "{var: plan}", "{var: email}",
            #"f.yaml:6: warning: targeting.if[0].in[0].var: the attribute "email" is "#
                + "personal data (target by a segment, plan or pseudonymous id instead)"
        ),
        (
            "[pro]", "[a@example.com]",
            "f.yaml:6: warning: targeting.if[0].in[1][0]: the value looks like an e-mail "
                + "address, which is personal data (target by a segment, plan or pseudonymous id instead)"
        ),
        (
            "pro]]}, on]", "pro]]}, onn]",
            #"f.yaml:6: warning: targeting.if[1]: there is no variant "onn": where this is reached, "#
                + #"evaluation fails (did you mean "on"?)"#
        ),
        (
            "pro]]}, on]", "pro]]}, on, {fractional: [{var: user}, [on, 1], [{if: [{var: user}, on, tru]}, 1]]}]",
            #"f.yaml:6: warning: targeting.if[2].fractional[2][0].if[2]: there is no variant "tru": where this is "#
                + "reached, evaluation fails (one of off, on)"
        ),
        (
            "pro]]}, on]", "pro]]}, {if: [true, [on], null, off, 5, {cat: [o, n]}]}, true]",
            #"f.yaml:6: warning: targeting.if[2]: there is no variant "true": where this is reached, "#
                + "evaluation fails (one of off, on)"
        ),
        (
            "{if: [{in: [{var: plan}, [pro]]}, on]}", "{if: onn}",
            #"f.yaml:6: warning: targeting.if: there is no variant "onn": where this is reached, "#
                + #"evaluation fails (did you mean "on"?)"#
        ),
        (
            "{on: true, off: false}\ndefaultVariant: off", "{}",
            "f.yaml:1: warning: variants: is empty: callers get their own default (give it values)"
        ),
    ])
    func `what flagd evaluates is taken, with a warning`(old: String, new: String, expected: String) throws {
        let result = parsed(text.replacing(old, with: new, maxReplacements: 1))
        #expect(result.diagnostics.map(\.description) == [expected])
        let document = try #require(result.documents.first)
        #expect(Document.load(body: document.body, name: "x").diagnostics == [], "hosts are not told")
    }

    @Test(arguments: [
        (
            "defaultVariant: off", "defaultVariant: of",
            #"f.yaml:5: defaultVariant: there is no variant "of" (did you mean "off"?)"#
        ),
        (
            "defaultVariant: off", "defaultVariant: true",
            "f.yaml:5: defaultVariant: should be the name of a variant, or null, is true (quote it)"
        ),
        ("ENABLED", "true", "f.yaml:3: state: should be ENABLED or DISABLED, is true (quote it)"),
        (
            "variants: {on: true, off: false}\n", "",
            "f.yaml:1: variants: is missing (for example {on: true, off: false})"
        ),
        ("key: newCheckout\n", "", "f.yaml:1: key: is missing (key: new-checkout)"),
        ("newCheckout", "\"a\\nb\"", "f.yaml:2: key: \"a\u{FFFD}b\" holds control characters (remove them)"),
        (
            "on: true", "on: sk-abcdefghij0123456789",
            "f.yaml:4: variants.on: looks like an API key (sk-…) (keep secrets out of documents; revoke this one)"
        ),
    ])
    func `what cannot be evaluated is refused`(old: String, new: String, expected: String) {
        let result = parsed(text.replacing(old, with: new, maxReplacements: 1))
        #expect(result.diagnostics.filter { $0.severity == .error }.map(\.description) == [expected])
        #expect(result.documents.isEmpty)
    }

    @Test func `a rule that hosts cannot hold is refused`() {
        let list = (0..<70_000).map(String.init).joined(separator: ",")
        let large = text.replacing("[pro]", with: "[\(list)]").replacing("{in:", with: "{merge:")
        #expect(parsed(large).diagnostics.map(\.line) == [6])
    }
}
