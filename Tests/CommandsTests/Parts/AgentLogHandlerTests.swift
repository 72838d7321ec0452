import FlagModel
import Logging
import Synchronization
import Testing

@testable import Commands

@Suite struct AgentLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private func lines(_ format: LogFormat, level: Logger.Level = .info, _ body: (Logger) -> Void) -> [String] {
        let lines = Lines()
        body(
            Logger(label: "test") { _ in
                AgentLogHandler(format: format, level: level) { line in lines.all.withLock { $0.append(line) } }
            })
        return lines.all.withLock { $0 }
    }

    @Test func `a line begins with time, level and message; fields follow in order`() throws {
        let line = try #require(
            lines(.text) { $0.error("cannot publish", metadata: ["reason": "no space left", "count": "3"]) }.first)
        #expect(line.hasSuffix("Z error cannot publish  count=3  reason=\"no space left\""), "\(line)")
    }

    @Test func `what somebody else wrote stays on its line and moves no cursor`() throws {
        let line = try #require(
            lines(.text) { $0.error("refused", metadata: ["reason": "a\nb\u{1B}[2J \"q\" \u{202E}"]) }.first)
        #expect(!line.contains("\n") && !line.contains("\u{1B}") && !line.contains("\u{202E}"))
        #expect(line.contains(#"\"q\""#))
    }

    @Test func `JSON has the fields beside its own, which none replaces`() throws {
        let line = try #require(
            lines(.json) { $0.warning("tripped", metadata: ["feature": "chat", "level": "none"]) }.first)
        let json = try JSONValue.parse(Array(line.utf8))
        #expect(json["message"] == "tripped" && json["level"] == "warning" && json["feature"] == "chat")
        #expect(json["time"]?.string?.hasSuffix("Z") == true)
    }

    @Test func `what is below the level is not written`() {
        #expect(lines(.text, level: .warning) { $0.info("store answers") }.isEmpty)
    }
}
