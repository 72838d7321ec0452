import SeededRandom
import Testing

@testable import FlagModel

@Suite struct PromptTemplateTests {
    @Test(arguments: [
        ("Hello {{name}}.", ["name"]), ("{{a}}{{ b }}{{\tc.d-e\t}}", ["a", "b", "c.d-e"]), ("{{a}} {{a}}", ["a"]),
        ("{{{a}}}", ["a"]), ("{{}} {{ }} {{a b}} {{#if x}} {{1}} {{a", []), ("{a} }} {{\n}}", []), ("", []),
        ("{{ {{a}}", ["a"]), ("{{é}}", []), ("é{{a}}é", ["a"]), ("{\"x\": {{json}}}", ["json"]),
    ])
    func `knows its placeholders`(text: String, names: [String]) {
        #expect(PromptTemplate(text).names == names)
    }

    @Test func `fills in what is bound, once, and leaves the rest`() {
        let template = PromptTemplate("é {{ a }}{{b}} {{{c}}} {{")
        #expect(template.filled(["a": "{{b}}", "c": "C"]) == "é {{b}}{{b}} {C} {{")
        #expect(template.filled([:]) == "é {{ a }}{{b}} {{{c}}} {{")
    }

    @Test(.timeLimit(.minutes(1)))
    func `any text without bindings is itself`() {
        var generator = SeededGenerator(seed: 11)
        let pieces = ["{", "{{", "}", "}}", "a", " ", "é", "{{a}}", "\n", "_"]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            #expect(PromptTemplate(text).filled([:]) == text)
        }
        #expect(PromptTemplate(String(repeating: "{{", count: 131_072)).names == [])
        #expect(PromptTemplate(String(repeating: "{{a ", count: 65_536)).names == [])
    }
}
