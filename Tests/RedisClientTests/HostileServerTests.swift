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
}
