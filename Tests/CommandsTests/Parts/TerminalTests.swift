import FlagModel
import Testing

@testable import Commands

@Suite("Terminal")
struct TerminalTests {
    @Test("colours only on a screen, and not where they are unwelcome")
    func colours() {
        #expect(
            Terminal.detect(environment: [:], isTerminal: { _ in true }).output("x", .red) == "\u{1B}[31mx\u{1B}[0m")
        #expect(Terminal.detect(environment: [:], isTerminal: { $0 != 1 }).output("x", .red) == "x")
        #expect(Terminal.detect(environment: ["NO_COLOR": "1"], isTerminal: { _ in true }).output("x", .red) == "x")
        #expect(Terminal.detect(environment: ["TERM": "dumb"], isTerminal: { _ in true }).message("x", .red) == "x")
    }

    @Test("asks only where a person can see the question and answer it")
    func asking() {
        #expect(Terminal.detect(environment: [:], isTerminal: { _ in true }).canAsk)
        #expect(!Terminal.detect(environment: [:], isTerminal: { $0 != 0 }).canAsk)
        #expect(!Terminal.detect(environment: [:], isTerminal: { $0 != 2 }).canAsk)
    }

    @Test("other people's text cannot steer the screen")
    func controls() {
        #expect("plain é 你".withoutControls == "plain é 你")
        #expect("a\u{1B}[2Jb\nc\td\u{9B}\u{202E}".withoutControls == "a\u{FFFD}[2Jb c d\u{FFFD}\u{FFFD}")
    }

    @Test("a table's columns are as wide as their widest cell, and nothing trails")
    func table() {
        let terminal = Terminal.detect(environment: [:], isTerminal: { _ in false })
        let table = Table("KEY", "HELD", rows: [["support-chat", "-"], ["a", "killed"]])
        #expect(table.lines(on: terminal) == ["KEY           HELD", "support-chat  -", "a             killed"])
    }

    @Test(
        "times are written as UTC",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_435_691_396, "2026-11-23T12:08:11Z"), (4_107_542_399_999, "2100-02-28T23:59:59Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"), (253_402_300_799_999, "9999-12-31T23:59:59Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00Z"), (.max, "9223372036854775807 ms"),
        ])
    func timestamps(milliseconds: Int64, text: String) {
        #expect(Timestamp.text(milliseconds) == text)
    }
}
