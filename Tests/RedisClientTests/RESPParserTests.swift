import NIOCore
import RedisClient
import SeededRandom
import TestServers
import Testing

@Suite struct RESPParserTests {
    private func parse(_ bytes: [UInt8], chunk: Int = .max, limits: RESPLimits = RESPLimits()) throws -> [RESPValue] {
        var parser = try RESPParser(limits: limits)
        var replies: [RESPValue] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            try rest.prefix(chunk).withUnsafeBytes { bytes in try parser.feed(bytes) }
            rest = rest.dropFirst(chunk)
            while let reply = try parser.next() { replies.append(reply) }
        }
        return replies
    }

    @Test(arguments: [
        ("+OK\r\n", RESPValue.status("OK")),
        ("-ERR no\r\n", .error("ERR no")),
        (":-9223372036854775808\r\n", .integer(.min)),
        ("$0\r\n\r\n", .string([])),
        ("$5\r\na\r\nb\0\r\n", .string(Array("a\r\nb\0".utf8))),
        ("$-1\r\n", .null),
        ("*-1\r\n", .null),
        ("*0\r\n", .array([])),
        ("*3\r\n:1\r\n*1\r\n*0\r\n+x\r\n", .array([.integer(1), .array([.array([])]), .status("x")])),
    ])
    func `each form is read, whole or a byte at a time`(text: String, value: RESPValue) throws {
        #expect(try parse(Array(text.utf8)) == [value])
        #expect(try parse(Array((text + text).utf8), chunk: 1) == [value, value])
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "$-2\r\n", ":12a\r\n", ":99999999999999999999\r\n", "*2147483648\r\n",
        "\0\0\0\0\r\n",
        "*1000000000\r\n", "$17000000\r\n", "$99999999999999999999\r\n", String(repeating: "*1\r\n", count: 9),
        "%1\r\n+a\r\n+b\r\n",
        "+" + String(repeating: "x", count: 20_000),
        "*1\r\n+" + String(repeating: "\r", count: 20_000), "$" + String(repeating: "1", count: 20_000),
    ])
    func `what is no reply, or costs too much, is refused`(text: String) {
        #expect(throws: RedisError.self) { try parse(Array(text.utf8)) }
    }

    @Test func `eight levels are read`() throws {
        let text = String(repeating: "*1\r\n", count: 7) + "*0\r\n"
        #expect(try parse(Array(text.utf8)).count == 1)
    }

    @Test func `limits hold where they are set`() throws {
        var limits = RESPLimits()
        limits.string = 10
        limits.reply = 15
        limits.elements = 3
        #expect(try parse(Array("$10\r\n0123456789\r\n".utf8), limits: limits).count == 1)
        for text in ["$11\r\n", "*2\r\n$10\r\n0123456789\r\n$6\r\n012345\r\n", "*3\r\n:1\r\n:2\r\n:3\r\n"] {
            #expect(throws: RedisError.self) { try parse(Array(text.utf8), chunk: 1, limits: limits) }
        }
    }

    @Test func `random values come back as they were, however they are cut`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let values = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                RESPValue.random(depth: 5, using: &generator)
            }
            let bytes = values.flatMap(\.encoded)
            #expect(try parse(bytes, chunk: Int.random(in: 1...40, using: &generator)) == values)
        }
    }

    @Test func `damaged replies are refused or read, never more`() throws {
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = RESPValue.random(depth: 4, using: &generator).encoded
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                let grammar = Array("*$:+-\r\n0123456789".utf8)
                bytes[index] =
                    (Bool.random(using: &generator) ? grammar.randomElement(using: &generator) : nil)
                    ?? UInt8.random(in: 0...255, using: &generator)
            }
            do {
                _ = try parse(bytes, chunk: Int.random(in: 1...64, using: &generator))
            } catch {
                refused += 1
            }
        }
        #expect((1_000..<20_000).contains(refused))
    }

    @Test func `a command is written as an array of strings, whatever its arguments hold`() throws {
        var buffer = ByteBuffer()
        RESPCommand("SET", "k\r\n$1", .init([0, 255]), -5, "ü").write(to: &buffer)
        let strings: [[UInt8]] = [
            Array("SET".utf8), Array("k\r\n$1".utf8), [0, 255], Array("-5".utf8), Array("ü".utf8),
        ]
        #expect(try parse(Array(buffer.readableBytesView)) == [.array(strings.map(RESPValue.string))])
    }
}

extension RESPValue {
    fileprivate static func random(depth: Int, using generator: inout SeededGenerator) -> RESPValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: .null
        case 1: .integer(Int64.random(in: .min ... .max, using: &generator))
        case 2:
            .string(
                (0..<Int.random(in: 0..<50, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        case 3: .status(["OK", "", "PONG more words"].randomElement(using: &generator) ?? "")
        case 4: .error("ERR \(UInt32.random(in: 0...99, using: &generator))")
        default:
            .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in .random(depth: depth - 1, using: &generator) }
            )
        }
    }

    fileprivate var encoded: [UInt8] {
        switch self {
        case .null: Array("$-1\r\n".utf8)
        case .integer(let value): Array(":\(value)\r\n".utf8)
        case .string(let bytes): Array("$\(bytes.count)\r\n".utf8) + bytes + Array("\r\n".utf8)
        case .status(let text): Array("+\(text)\r\n".utf8)
        case .error(let text): Array("-\(text)\r\n".utf8)
        case .array(let values): Array("*\(values.count)\r\n".utf8) + values.flatMap(\.encoded)
        }
    }
}
