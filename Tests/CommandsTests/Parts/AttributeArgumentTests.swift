import FlagClient
import Testing

@testable import Commands

@Suite("AttributeArgument")
struct AttributeArgumentTests {
    @Test(
        "takes the type that the text looks like",
        arguments: [
            ("plan=pro", AttributeValue.string("pro")), ("seats=12", .number(12)), ("rate=-1.5e3", .number(-1500)),
            ("beta=true", .bool(true)), ("tier=\"1\"", .string("1")), ("empty=", .string("")),
            ("a=b=c", .string("b=c")),
            ("hex=0x10", .string("0x10")), ("word=nan", .string("nan")), ("big=1e999", .string("1e999")),
            ("quote=\"", .string("\"")),
            ("groups=[\"a\", \"b\"]", .json("[\"a\",\"b\"]")), ("app={\"version\": 2}", .json("{\"version\":2}")),
            ("gone=null", .json("null")),
        ])
    func types(text: String, value: AttributeValue) {
        #expect(AttributeArgument(argument: text)?.value == value)
    }

    @Test("needs a name and an equals sign", arguments: ["", "plan", "=pro", "a=[1", "a={b}"])
    func malformed(text: String) {
        #expect(AttributeArgument(argument: text) == nil)
    }
}
