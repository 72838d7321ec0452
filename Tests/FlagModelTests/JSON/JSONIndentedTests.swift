import FlagModel
import Testing

@Suite struct JSONIndentedTests {
    @Test func `is written for people, and means the same`() throws {
        let value: JSONValue = ["b": [1, 2, "x"], "a": ["c": [], "d": [["e": .null]]], "f": [:]]
        #expect(
            value.indentedText == """
                {
                  "a": {
                    "c": [],
                    "d": [
                      {"e":null}
                    ]
                  },
                  "b": [1,2,"x"],
                  "f": {}
                }

                """)
        #expect(try JSONValue.parse(Array(value.indentedText.utf8)) == value)
        #expect(JSONValue.integer(5).indentedText == "5\n")
    }
}
