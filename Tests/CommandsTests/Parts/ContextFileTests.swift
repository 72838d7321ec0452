import FlagClient
import Testing

@testable import Commands

@Suite("ContextFile")
struct ContextFileTests {
    @Test(
        "reads JSON and YAML, the targeting key apart",
        arguments: [
            #"{"targetingKey": "user-1", "plan": "pro", "seats": 12, "beta": true, "groups": ["a"], "none": null}"#,
            "targetingKey: user-1\nplan: pro\nseats: 12\nbeta: true\ngroups: [a]\nnone: null\n",
        ])
    func forms(text: String) throws {
        let context = try ContextFile(Array(text.utf8), file: "c")
        #expect(context.unit == "user-1")
        #expect(
            context.attributes == [
                "plan": .string("pro"), "seats": .number(12), "beta": .bool(true), "groups": .json(#"["a"]"#),
                "none": .json("null"),
            ])
    }

    @Test("says what a context should be", arguments: ["[1]", "plan", "", "{", #"{"targetingKey": 1}"#, "a: &b c"])
    func malformed(text: String) {
        #expect(throws: Failure.self) { try ContextFile(Array(text.utf8), file: "c") }
    }
}
