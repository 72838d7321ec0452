import Testing

@testable import FlagModel

@Suite struct YAMLDocumentReaderTests {
    private func read(
        _ text: String, limits: JSONLimits = .standard
    ) -> (documents: [JSONValue], faults: [String]) {
        let (documents, faults) = YAMLDocumentReader.read(Array(text.utf8), limits: limits)
        return (documents.map(\.value), faults.map { "\($0.line): \($0.path): \($0.message)" })
    }

    @Test func `reads documents, styles and lines`() {
        let text = """
            # comment
            a: {b: [1, "2", 'x']}
            c: |
              two
              lines
            d: >-
              folded
              text
            ---
            ---
            - 5
            ...
            ---
            null
            """
        let (documents, faults) = YAMLDocumentReader.read(Array(text.utf8), limits: .standard)
        #expect(faults.isEmpty)
        #expect(
            documents.map(\.value) == [
                ["a": ["b": [1, "2", "x"]], "c": "two\nlines\n", "d": "folded text"], [5],
            ])
        #expect(documents.first?.mapping?.map(\.line) == [2, 3, 6])
        #expect(documents.last?.line == 11)
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x", ["1: a: anchors are not taken", "2: b: aliases are not taken: *x"]),
        ("a: !!int 1", [#"1: a: tags are not taken: "tag:yaml.org,2002:int""#]),
        ("!x {a: 1}", [#"1: : tags are not taken: "!x""#]),
        ("a: 1\nb:\n  c: 1\n  c: 2\na: 3", ["4: b.c: this key is there twice", "5: a: this key is there twice"]),
        ("? [a]\n: 1", ["1: : a key must be a text"]),
        ("*a : 1", ["1: : a key must be a text"]),
        ("%YAML 1.2\n---\na: 1", ["1: : directives (%) are not taken"]),
        ("a: b: c", ["1: : mapping values are not allowed in this context"]),
        ("a: 1\n\tb: 2", ["2: : while scanning a plain scalar: found a tab character that violates indentation"]),
        ("a: [1, 2", ["1: : while parsing a flow sequence: did not find expected ',' or ']'"]),
        ("ok: 1\n---\na: \"", ["3: : while scanning a quoted scalar: found unexpected end of stream"]),
        ("a: 1\nb: \u{1}", ["2: : control characters are not allowed"]),
    ])
    func `says what it does not take`(text: String, expected: [String]) {
        #expect(read(text).faults == expected)
    }

    @Test func `documents before a syntax error come out`() {
        #expect(read("ok: 1\n---\n]").documents == [["ok": 1]])
    }

    @Test func `invalid UTF-8 is refused on its line`() {
        let (_, faults) = YAMLDocumentReader.read(Array("a: 1\nb: ".utf8) + [0xFF], limits: .standard)
        #expect(faults.map(\.line) == [2])
        #expect(faults.map(\.message) == ["invalid leading UTF-8 octet"])
    }

    @Test func `keeps no more faults than are shown`() {
        #expect(read(String(repeating: "- &a b\n", count: 10_000)).faults.count == Findings.limit + 1)
    }

    @Test func `holds to its limits`() {
        #expect(
            read(String(repeating: "[", count: 900)).faults.last
                == "1: \(String(repeating: "[0]", count: 64)): nested more than 64 deep")
        #expect(read("[1, 2, 3]", limits: JSONLimits(values: 3)).faults == ["1: [2]: more than 3 values"])
        #expect(read("[1, 2, 3]", limits: JSONLimits(bytes: 3)).faults == ["0: : 9 bytes are over the limit of 3"])
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]", "", 0),
            ("", "%TAG !a! tag:x\n", 50_000), ("", "[", 1 << 20), ("", "{a: ", 200_000), ("", "? ", 400_000),
            ("", "- ", 400_000), ("", "a: ", 300_000), ("", "&a ", 300_000), ("", "\"", 1 << 20),
            ("", "---\n", 200_000), ("", "[],", 300_000), ("{", "a,", 400_000), ("a: ", "b\n", 400_000),
            ("", "# c\n", 200_000), ("", " \n", 400_000), ("", "k: |\n", 200_000),
        ])
    func `hostile texts cost little time`(beginning: String, repeated: String, count: Int) {
        let text = beginning + String(repeating: repeated, count: count)
        let (documents, _) = YAMLDocumentReader.read(Array(text.utf8), limits: .standard)
        #expect(documents.count <= 1)
    }
}
