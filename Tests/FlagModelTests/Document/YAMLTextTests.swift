import Samples
import SeededRandom
import Testing

@testable import FlagModel

@Suite("YAMLText")
struct YAMLTextTests {
    @Test("what names a thing stands first, and lists of objects are compact")
    func layout() {
        let value: JSONValue = [
            "baseline": "stable", "key": "support-chat", "kind": "feature", "empty": [:],
            "guards": [["when": "error_rate > 5%", "name": "errors"]], "route": [["split": ["a": "5%"]]],
        ]
        #expect(
            YAMLText.write(value) == """
                kind: feature
                key: support-chat
                baseline: stable
                empty: {}
                guards:
                  - name: errors
                    when: "error_rate > 5%"
                route:
                  - split:
                      a: "5%"
                """)
    }

    @Test("texts of several lines stand as they are")
    func literals() {
        let value: JSONValue = [
            "text": "You are.\n\n  - \"calm\"\n", "list": ["a\nb", "c\n\n"], "odd": " a\nb", "break": "a\u{2028}b",
        ]
        #expect(
            YAMLText.write(value) == """
                break: "a\\u2028b"
                list:
                  - |-
                    a
                    b
                  - |+
                    c

                odd: " a\\nb"
                text: |
                  You are.

                    - "calm"
                """)
    }

    @Test("reads back as the same value", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let value = JSONValue.object(["value": .random(depth: 4, using: &generator)])
            let text = YAMLText.write(value) + "\n"
            #expect(try JSONValue.parseYAML(Array(text.utf8)) == value, "\(text)")
        }
    }
}
