import RedisClient
import TestServers
import Testing

@Suite struct RedisClientTests {
    private func client(of server: RedisServer, _ change: (inout RedisConfiguration) -> Void = { _ in }) -> RedisClient
    {
        var configuration = RedisConfiguration(endpoint: .socket(path: server.socket))
        // Machines that build and test at once are slow to answer; the tests that wait for timeouts shorten them.
        configuration.connectTimeout = .seconds(10)
        configuration.commandTimeout = .seconds(10)
        change(&configuration)
        return RedisClient(configuration: configuration)
    }

    /// Gives up early on a server that has stopped.
    private static func impatient(_ configuration: inout RedisConfiguration) {
        configuration.connectTimeout = .milliseconds(500)
        configuration.commandTimeout = .milliseconds(500)
        configuration.pingInterval = .milliseconds(300)
    }

    private func code(_ body: () async throws(RedisError) -> Void) async -> RedisError.Code? {
        do throws(RedisError) {
            try await body()
            return nil
        } catch {
            return error.code
        }
    }

    /// Asks again until it is so, for at most five seconds.
    private func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if (try? await isSo()) == true { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await isSo()
    }

    @Test func `many tasks share one connection, and each gets its own reply`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    let reply = try await client.send(RESPCommand("ECHO", .init(number)))
                    #expect(reply.text == "\(number)")
                }
            }
            try await group.waitForAll()
        }
        let clients = try await client.send(RESPCommand("CLIENT", "LIST")).text ?? ""
        #expect(clients.split(separator: "\n").count == 1)
        #expect(clients.contains("name=flagpost"))
        await client.close()
        #expect(await code { () throws(RedisError) in _ = try await client.send(RESPCommand("PING")) } == .unavailable)
    }

    @Test func `large and binary values pass`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        let value = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        _ = try await client.send(RESPCommand("SET", "k", .init(value)), timeout: .seconds(10))
        #expect(try await client.send(RESPCommand("GET", "k"), timeout: .seconds(10)) == .string(value))
        await client.close()
    }

    @Test func `a server's error is thrown, and the connection goes on`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        do throws(RedisError) {
            _ = try await client.send(RESPCommand("NOSUCH"))
            Issue.record("no error")
        } catch {
            #expect(error.code == .server)
            #expect(error.kind == "ERR")
        }
        #expect(try await client.send(RESPCommand("PING")).text == "PONG")
        await client.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func `nobody there fails at once, and again at once`() async throws {
        var configuration = RedisConfiguration(endpoint: .socket(path: "/tmp/flagpost-no-such.sock"))
        // Nobody waits for that long, and would be told of a timeout.
        configuration.commandTimeout = .seconds(60)
        configuration.connectTimeout = .seconds(60)
        let client = RedisClient(configuration: configuration)
        for _ in 0..<20 {
            #expect(
                await code { () throws(RedisError) in _ = try await client.send(RESPCommand("PING")) } == .unavailable)
        }
        await client.close()
    }

    @Test func `a killed connection fails what is under way and is replaced at once`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        let other = self.client(of: server)
        _ = try await client.send(RESPCommand("PING"))
        async let blocked = code { () throws(RedisError) in
            _ = try await client.send(RESPCommand("BLPOP", "nothing", 0), timeout: .seconds(30))
        }
        let isBlocked = try await eventually {
            try await other.send(RESPCommand("INFO", "clients")).text?.contains("blocked_clients:1") == true
        }
        #expect(isBlocked)
        _ = try await other.send(RESPCommand("CLIENT", "KILL", "SKIPME", "yes"))
        #expect(await blocked == .unavailable)
        #expect(try await client.send(RESPCommand("PING")).text == "PONG")
        await client.close()
        await other.close()
    }

    @Test func `where nobody listens, the reason is in words, with the address`() async throws {
        let port = try TestPorts.next()
        let folder = try TemporaryFolder()
        for (endpoint, reason) in [
            (RedisEndpoint.socket(path: folder.path("none.sock")), "No such file or directory"),
            (.host("127.0.0.1", port: port), "Connection refused"),
        ] {
            let client = RedisClient(configuration: RedisConfiguration(endpoint: endpoint))
            #expect(await message(from: client) == "\(endpoint): \(reason)")
            await client.close()
        }
    }

    @Test func `nobody is asked for TLS on a Unix socket that is silent`() async throws {
        let server = try await RedisServer()
        server.pause()
        let client = client(of: server, Self.impatient)
        let message = await message(from: client)
        #expect(message.contains(server.socket) && !message.contains("TLS"), "\(message)")
        await client.close()
        server.resume()
        server.kill()
    }

    private func message(from client: RedisClient) async -> String {
        do throws(RedisError) {
            return try await client.send(RESPCommand("PING")).text ?? ""
        } catch {
            return error.message
        }
    }

    @Test func `a server killed and started again is found again`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        _ = try await client.send(RESPCommand("SET", "k", "v"))
        server.kill()
        let failure = await code { () throws(RedisError) in _ = try await client.send(RESPCommand("GET", "k")) }
        #expect(failure == .unavailable)
        try await server.start()
        let isBack = try await eventually { try await client.send(RESPCommand("GET", "k")) == .null }
        #expect(isBack)
        await client.close()
    }

    @Test func `a stopped server is noticed in time, and used again when it goes on`() async throws {
        let server = try await RedisServer()
        let client = client(of: server, Self.impatient)
        _ = try await client.send(RESPCommand("PING"))
        server.pause()
        let clock = ContinuousClock()
        let start = clock.now
        let failures = await withTaskGroup(of: RedisError.Code?.self) { group in
            for _ in 0..<50 {
                group.addTask { await code { () throws(RedisError) in _ = try await client.send(RESPCommand("PING")) } }
            }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(clock.now - start < .seconds(5))
        #expect(failures == [.timedOut])
        try await Task.sleep(for: .milliseconds(1_500))
        server.resume()
        let isBack = try await eventually { try await client.send(RESPCommand("PING")).text == "PONG" }
        #expect(isBack)
        await client.close()
    }

    @Test func `a stopped server is noticed by who only listens`() async throws {
        let server = try await RedisServer()
        let listener = client(of: server, Self.impatient)
        var signals = listener.signals(on: "news").makeAsyncIterator()
        _ = await signals.next()
        server.pause()
        try await Task.sleep(for: .milliseconds(1_500))
        server.resume()
        // The old connection was given up, so this can only be the signal of a new one.
        _ = await signals.next()
        await listener.close()
    }

    @Test func `messages of a channel are signalled, coalesced, and again after a restart`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        var signals = client.signals(on: "news").makeAsyncIterator()
        #expect(await signals.next() == .listening)
        for _ in 0..<100 { _ = try await client.send(RESPCommand("PUBLISH", "news", "x")) }
        #expect(await signals.next() == .message(Array("x".utf8)))
        try await server.restart()
        _ = await signals.next()
        let isHeard = try await eventually {
            try await client.send(RESPCommand("PUBLISH", "news", "x")).integer == 1
        }
        #expect(isHeard)
        _ = await signals.next()
        await client.close()
    }

    @Test func `a listener that is cancelled leaves no connection behind`() async throws {
        let server = try await RedisServer()
        let client = client(of: server)
        let listening = Task { for await _ in client.signals(on: "news") {} }
        let listens = try await eventually {
            try await client.send(RESPCommand("PUBSUB", "NUMSUB", "news")).array?.last?.integer == 1
        }
        #expect(listens)
        listening.cancel()
        await listening.value
        let hasLeft = try await eventually {
            try await client.send(RESPCommand("PUBSUB", "NUMSUB", "news")).array?.last?.integer == 0
        }
        #expect(hasLeft)
        await client.close()
    }

    @Test(arguments: [nil, "wrong"] as [String?])
    func `a wrong or missing password is named as such, and not shown`(password: String?) async throws {
        let server = try await RedisServer(arguments: ["--requirepass", "hunter2"])
        let client = client(of: server) { $0.password = password }
        do throws(RedisError) {
            _ = try await client.send(RESPCommand("PING"))
            Issue.record("let in")
        } catch {
            #expect(error.code == .authentication)
            #expect(!error.message.contains("hunter2"))
        }
        await client.close()
        let right = self.client(of: server) { $0.password = "hunter2" }
        #expect(try await right.send(RESPCommand("PING")).text == "PONG")
        await right.close()
    }

    @Test func `a user is named, and a database chosen`() async throws {
        let server = try await RedisServer(arguments: ["--user", "kim", "on", ">secret", "allcommands", "allkeys"])
        let client = client(of: server) {
            $0.username = "kim"
            $0.password = "secret"
            $0.database = 3
        }
        #expect(try await client.send(RESPCommand("ACL", "WHOAMI")).text == "kim")
        #expect(try await client.send(RESPCommand("CLIENT", "INFO")).text?.contains(" db=3 ") == true)
        await client.close()
    }

    @Test func `a client that is let go of closes its connection`() async throws {
        let server = try await RedisServer()
        let other = client(of: server)
        do {
            let client = client(of: server) { $0.clientName = "forgotten" }
            _ = try await client.send(RESPCommand("PING"))
        }
        let isGone = try await eventually {
            try await other.send(RESPCommand("CLIENT", "LIST")).text?.contains("forgotten") == false
        }
        #expect(isGone)
        await other.close()
    }

    @Test func `more commands than may wait are refused, not kept`() async throws {
        let server = try await RedisServer()
        let client = client(of: server) {
            $0.queueLimit = 10
            $0.commandTimeout = .seconds(1)
            $0.pingInterval = .seconds(60)
        }
        _ = try await client.send(RESPCommand("PING"))
        server.pause()
        let failures = await withTaskGroup(of: RedisError.Code?.self) { group in
            for _ in 0..<30 {
                group.addTask { await code { () throws(RedisError) in _ = try await client.send(RESPCommand("PING")) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        server.resume()
        #expect(failures.count { $0 == .unavailable } == 20)
        #expect(failures.count { $0 == .timedOut } == 10)
        await client.close()
    }
}
