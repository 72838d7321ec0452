import AgentHTTP
import SeededRandom
import Testing

@Suite("HTTP server under random bytes")
struct HTTPFuzzTests {
    private static let seeds = [
        "GET /hello HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nt: v\r\n\r\n",
        "HEAD /named/%41 HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n\r\n",
    ]

    /// One to three requests, with bytes changed, left out, doubled or cut off.
    private static func bytes(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            bytes += Array((seeds.randomElement(using: &generator) ?? "").utf8)
        }
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            guard let place = bytes.indices.randomElement(using: &generator) else { break }
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
            case 3: bytes[place] ^= 1 << Int.random(in: 0..<8, using: &generator)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    @Test("says HTTP or nothing, ends every connection, and serves on", arguments: 0..<4)
    func survives(seed: UInt64) async throws {
        try await withServer { server in
            try await blocking {
                var generator = SeededGenerator(seed: seed)
                for _ in 0..<1000 {
                    let client = try server.client()
                    client.send(Self.bytes(&generator))
                    client.endSending()
                    let answer = try client.everything()
                    #expect(answer.isEmpty || answer.starts(with: "HTTP/1.1 ".utf8))
                }
            }
            let after = try await server.get("/hello")
            #expect(after?.status == 200)
        }
    }
}
