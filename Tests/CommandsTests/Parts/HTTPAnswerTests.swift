import SeededRandom
import TestServers
import Testing

@testable import Commands

@Suite("HTTPAnswer")
struct HTTPAnswerTests {
    private static func parse(_ text: String, ended: Bool = false) throws -> HTTPAnswer? {
        try HTTPAnswer.parse(Array(text.utf8), ended: ended)
    }

    @Test("is whole as soon as its length has come")
    func length() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{\"a\""
        #expect(try Self.parse(text) == HTTPAnswer(status: 200, body: Array("{\"a\"".utf8)))
        #expect(try Self.parse(String(text.dropLast())) == nil)
        #expect(try Self.parse(text + "more")?.body.count == 4)
    }

    @Test("without a length is whole when the other side ends")
    func end() throws {
        let text = "HTTP/1.1 404 Not Found\r\n\r\nno"
        #expect(try Self.parse(text) == nil)
        #expect(try Self.parse(text, ended: true) == HTTPAnswer(status: 404, body: Array("no".utf8)))
    }

    @Test(
        "what is no answer is refused",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 9999 x\r\n\r\n", "HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        ])
    func malformed(text: String) {
        #expect(throws: HTTPAnswer.Malformed.self) { try Self.parse(text, ended: true) }
    }

    @Test("a head without end is refused before it fills memory")
    func endlessHead() {
        let text = "HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: 4_000)
        #expect(throws: HTTPAnswer.Malformed.self) { try Self.parse(text) }
    }

    @Test("any bytes are read or refused, never worse", arguments: 0..<10)
    func anything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let valid = Array("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX: y\r\n\r\n{\"a\":\"bcde\"}".utf8)
        for _ in 0..<1_000 {
            var bytes = Array(valid.prefix(Int.random(in: 0...valid.count, using: &generator)))
            for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let answer = try? HTTPAnswer.parse(bytes, ended: Bool.random(using: &generator))
            #expect((answer?.body.count ?? 0) <= bytes.count)
        }
    }
}
