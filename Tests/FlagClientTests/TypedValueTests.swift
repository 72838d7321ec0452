import FlagClient
import FlagSnapshot
import SnapshotWriting
import Testing

/// Values in a type, in OpenFeature's manner.
@Suite struct TypedValueTests {
    private let namespace: PublishedNamespace
    private let reader: Reader

    init() throws {
        namespace = try PublishedNamespace()
        reader = try FlagClient(directory: namespace.path).makeReader()
    }

    private func publish(_ value: String, targeting: LogicExpression? = nil, isEnabled: Bool = true) throws {
        let variants = [CompiledVariant(name: "only", value: Array(value.utf8))]
        try namespace.publish(flags: [
            CompiledFlag(
                key: "flag", isEnabled: isEnabled, variants: variants, defaultVariant: 0, targeting: targeting,
                metadata: Array(#"{"owner":"web"}"#.utf8))
        ])
    }

    @Test func `a value of its type is served`() throws {
        try publish("true")
        let bool = reader.bool("flag", default: false)
        #expect(bool.value && bool.variant == "only" && bool.error == nil && bool.reason == .static)
        #expect(String(decoding: bool.decision.metadata, as: UTF8.self) == #"{"owner":"web"}"#)
        try publish("-1.5e3")
        #expect(reader.number("flag", default: 1).value == -1500)
        try publish(#"{"a":[1,2]}"#)
        #expect(reader.json("flag", default: "{}").value == #"{"a":[1,2]}"#)
    }

    @Test(arguments: [
        (#""""#, ""),
        (#""plain ü 🏁""#, "plain ü 🏁"),
        (#""\"\\\/\b\t\n\f\r""#, "\"\\/\u{8}\t\n\u{c}\r"),
        (#""\u00fc\ud83c\udfc1!""#, "ü🏁!"),
        (#""\ud83c \udfc1""#, "\u{fffd} \u{fffd}"),
    ])
    func `a text is unescaped`(json: String, text: String) throws {
        try publish(json)
        #expect(reader.string("flag", default: "default").value == text)
    }

    @Test(arguments: [#""\"#, #""\x""#, #""\u12""#, #""\u+123""#, #"plain"#, #"""#])
    func `a text that is none is of another type`(json: String) throws {
        try publish(json)
        let text = reader.string("flag", default: "default")
        #expect(text.value == "default" && text.error == .typeMismatch)
    }

    @Test(arguments: ["1", #""true""#, "{}", "[]", "true"])
    func `a value of another type is the default, and says so`(json: String) throws {
        try publish(json)
        if json != "true" { #expect(reader.bool("flag", default: true).error == .typeMismatch) }
        if json != "1" { #expect(reader.number("flag", default: 7).value == 7) }
        if json != #""true""# { #expect(reader.string("flag", default: "x").error == .typeMismatch) }
        if json != "{}", json != "[]" {
            let object = reader.json("flag", default: "null")
            #expect(object.value == "null" && object.error == .typeMismatch && object.reason == .error)
            #expect(object.variant == nil)
        }
    }

    @Test(arguments: ["nan", "0x10", "1_0", "infinity", "1e999", ""])
    func `what Swift calls a number and JSON does not is none`(text: String) throws {
        try publish(text)
        #expect(reader.number("flag", default: 7).error == .typeMismatch)
    }

    @Test func `what cannot be evaluated is the default, with OpenFeature's code`() throws {
        #expect(reader.bool("flag", default: true).error == .providerNotReady)
        try publish("true", targeting: .string("nobody"))
        #expect(reader.bool("flag", default: false).error == .general)
        #expect(reader.bool("other", default: false).error == .flagNotFound)
        try publish("true", targeting: .operation(.not, [.failure]))
        #expect(reader.bool("flag", default: false).error == .parseError)
    }

    @Test func `a disabled flag is the default and no error`() throws {
        try publish("true", isEnabled: false)
        let answer = reader.bool("flag", default: false)
        #expect(!answer.value && answer.error == nil && answer.reason == .disabled && answer.variant == nil)
    }

    @Test func `a rule looks into a JSON attribute`() throws {
        let isMember = LogicExpression.operation(.in, [.string("beta"), .variable("groups")])
        try publish("true", targeting: .operation(.if, [isMember, .string("only"), .string("nobody")]))
        let groups = AttributeValue.json(#"["alpha","beta"]"#)
        #expect(reader.bool("flag", default: false, attributes: ["groups": groups]).value)
        #expect(reader.bool("flag", default: false, attributes: ["groups": .json("[]")]).error == .general)
        #expect(reader.bool("flag", default: false, attributes: ["groups": .json("[")]).error == .parseError)
    }
}
