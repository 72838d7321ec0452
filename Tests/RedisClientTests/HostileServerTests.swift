import RedisClient
import Testing

@Suite struct HostileServerTests {
    private func send(to server: HostileServer) async throws -> Result<RESPValue, RedisError> {
        var configuration = RedisConfiguration(endpoint: .host("127.0.0.1", port: server.port))
        configuration.connectTimeout = .seconds(2)
        configuration.commandTimeout = .seconds(2)
        let client = RedisClient(configuration: configuration)
        let result: Result<RESPValue, RedisError>
        do throws(RedisError) {
            result = .success(try await client.send(RESPCommand("GET", "k")))
        } catch {
            result = .failure(error)
        }
        await client.close()
        try await server.close()
        return result
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n\r\n", "*1000000000\r\n", "$536870912\r\nxxxx", String(repeating: "*1\r\n", count: 100),
        "+" + String(repeating: "x", count: 100_000), "\u{0}\u{0}\u{0}",
    ])
    func `garbage, huge lengths, deep nesting and endless lines end the connection`(
        answer: String
    ) async throws {
        let result = try await send(to: HostileServer(answer: Array(answer.utf8)))
        guard case .failure(let error) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(error.code == .malformed)
        #expect(error.message.utf8.count < 300)
    }

    @Test func `a reply of which each byte comes alone is read`() async throws {
        let result = try await send(to: HostileServer(answer: Array("$4\r\nflag\r\n".utf8), chunk: 1))
        #expect(result == .success(.string(Array("flag".utf8))))
    }

    @Test(arguments: ["", "$100\r\nhalf", "*2\r\n:1\r\n"])
    func `a reply that never comes, or never ends, is waited for only so long`(answer: String) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await send(to: HostileServer(answer: Array(answer.utf8)))
        guard case .failure(let error) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(error.code == .timedOut)
        // Far above the deadline, far below forever: the machine may be busy.
        #expect(clock.now - start < .seconds(60))
    }

    @Test func `who waits for a connection waits no longer than it wants to, whoever waits before it`() async throws {
        let server = try await HostileServer(answer: [])
        var configuration = RedisConfiguration(endpoint: .host("127.0.0.1", port: server.port))
        configuration.connectTimeout = .seconds(120)
        let client = RedisClient(configuration: configuration)
        let clock = ContinuousClock()
        let start = clock.now
        let patient = Task { try await client.send(RESPCommand("GET", "k"), timeout: .seconds(100)) }
        for _ in 0..<3 {
            let error = await #expect(throws: RedisError.self) {
                try await client.send(RESPCommand("GET", "k"), timeout: .milliseconds(100))
            }
            #expect(error?.code == .timedOut)
        }
        #expect(clock.now - start < .seconds(60))
        await client.close()
        let closed = await #expect(throws: RedisError.self) { try await patient.value }
        #expect(closed?.code == .unavailable)
        try await server.close()
    }
}
