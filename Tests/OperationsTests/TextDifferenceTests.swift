import SeededRandom
import Testing

@testable import Operations

@Suite("TextDifference")
struct TextDifferenceTests {
    @Test("tells removed, added and unchanged lines in their order")
    func lines() {
        let difference = TextDifference("a\nb\nc\n", "a\nx\nc\nd")
        #expect(difference.lines == [.same("a"), .removed("b"), .added("x"), .same("c"), .added("d")])
        #expect(TextDifference("a\n", "a").isEmpty)
        #expect(TextDifference("", "").isEmpty)
    }

    @Test("lines may end in carriage returns, which differ only where nothing else does")
    func carriageReturns() {
        let difference = TextDifference("a\r\nb\r\nc\r\n", "a\r\nx\r\nc")
        #expect(difference.lines == [.same("a"), .removed("b"), .added("x"), .same("c")])
        #expect(TextDifference("a\nb\n", "a\r\nx\r\n").lines == [.same("a"), .removed("b"), .added("x")])
        #expect(TextDifference("a\nb", "a\r\nb").lines == [.removed("a"), .added("a\r"), .same("b")])
    }

    @Test("shows changes with what stands around them, and leaves the rest out")
    func hunks() {
        let old = (1...20).map(String.init)
        var new = old
        new[9] = "ten"
        let hunks = TextDifference(old.joined(separator: "\n"), new.joined(separator: "\n")).hunks(context: 1)
        #expect(hunks == [nil, .same("9"), .removed("10"), .added("ten"), .same("11"), nil])
    }

    @Test("either text can be read off it, whatever they are")
    func completeness() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            func text() -> [String] {
                (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    ["a", "b", "c", ""].randomElement(using: &generator) ?? ""
                } + ["end"]
            }
            let (old, new) = (text(), text())
            let limit = Int.random(in: 0...12, using: &generator)
            let lines = TextDifference(
                old.joined(separator: "\n"), new.joined(separator: "\n"), limit: limit
            ).lines
            let before = lines.compactMap { line -> String? in
                switch line {
                case .same(let text), .removed(let text): text
                case .added: nil
                }
            }
            let after = lines.compactMap { line -> String? in
                switch line {
                case .same(let text), .added(let text): text
                case .removed: nil
                }
            }
            #expect(before == old)
            #expect(after == new)
        }
    }
}
