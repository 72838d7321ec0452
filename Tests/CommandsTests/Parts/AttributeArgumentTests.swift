import FlagClient
import Testing

@testable import Commands

@Suite("AttributeArgument")
struct AttributeArgumentTests {
    @Test(
        "takes a text as it is, and JSON after a colon",
        arguments: [
            ("plan=pro", AttributeValue.string("pro")), ("version=1.10", .string("1.10")),
            ("zip=01234", .string("01234")),
            ("beta=true", .string("true")), ("tier=\"1\"", .string("\"1\"")), ("empty=", .string("")),
            ("a=b=c", .string("b=c")), ("gone=null", .string("null")), ("groups=[]", .string("[]")),
            ("seats:=12", .number(12)), ("rate:=-1.5e3", .number(-1500)), ("beta:=true", .bool(true)),
            ("tier:=\"1\"", .string("1")), ("a:b=c", .string("c")), ("a:=1", .number(1)),
            ("groups:=[\"a\", \"b\"]", .json("[\"a\",\"b\"]")), ("app:={\"version\": 2}", .json("{\"version\":2}")),
            ("gone:=null", .json("null")),
        ])
    func types(text: String, value: AttributeValue) {
        #expect(AttributeArgument(argument: text)?.value == value)
    }

    @Test(
        "needs a name and an equals sign", arguments: ["", "plan", "=pro", ":=1", "a:=[1", "a:={b}", "a:=pro", "a:="])
    func malformed(text: String) {
        #expect(AttributeArgument(argument: text) == nil)
    }
}
