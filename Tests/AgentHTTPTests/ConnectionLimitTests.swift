import AgentHTTP
import Glibc
import NIOCore
import NIOHTTP1
import Testing

@Suite("Connections without number")
struct ConnectionLimitTests {
    private static let request = "GET /hello HTTP/1.1\r\nhost: x\r\n\r\n"
    private static let health = "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n"
    private static let slow = "GET /slow?ms=5000 HTTP/1.1\r\nhost: x\r\n\r\n"
    private static let routes = sampleRoutes + HealthDoor { Readiness(hasSnapshot: true, age: nil) }.routes

    private func limits(_ count: Int, perPeer: Int? = nil, reserve: Int = 2) -> HTTPLimits {
        var limits = HTTPLimits()
        limits.connectionsPerEndpoint = count
        limits.connectionsPerPeer = perPeer ?? count
        limits.healthReserve = reserve
        return limits
    }

    @Test("that say nothing keep nobody out, over TCP or Unix", arguments: [false, true])
    func silent(overTCP: Bool) async throws {
        try await withServer(routes: Self.routes, limits: HTTPLimits()) { server in
            let connect: @Sendable () throws -> SocketClient = {
                overTCP ? try SocketClient(port: server.port) : try server.client()
            }
            let statuses = try await blocking {
                let silent = try (0..<700).map { _ in try connect() }
                defer { withExtendedLifetime(silent) {} }
                return try [Self.health, Self.request].map { request in
                    let client = try connect()
                    client.send(request)
                    return try client.response()?.status
                }
            }
            #expect(statuses == [200, 200])
            #expect(server.server.turnedAway.gaveWay > 0)
        }
    }

    @Test("that begin a head and never end it keep nobody out")
    func heads() async throws {
        try await withServer(routes: Self.routes, limits: limits(8)) { server in
            let statuses = try await blocking {
                let slow = try (0..<30).map { _ in
                    let client = try server.client()
                    client.send("GET /hello HTTP/1.1\r\nhost")
                    return client
                }
                defer { withExtendedLifetime(slow) {} }
                return try [Self.health, Self.request].map { request in
                    let client = try server.client()
                    client.send(request)
                    return try client.response()?.status
                }
            }
            #expect(statuses == [200, 200])
        }
    }

    @Test(
        "that are all at work leave health its reserve, whatever else is asked there is 503, and none of it lingers",
        arguments: [Self.slow, "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc"])
    func working(work: String) async throws {
        try await withServer(routes: Self.routes, limits: limits(4)) { server in
            try await blocking {
                let working = try (0..<4).map { _ in
                    let client = try server.client()
                    client.send(work)
                    return client
                }
                defer { withExtendedLifetime(working) {} }
                usleep(200_000)
                for _ in 0..<10 {
                    let probe = try server.client()
                    probe.send(Self.health)
                    let response = try probe.response()
                    #expect(response?.status == 200)
                    #expect(response?.headers["connection"] == "close")
                }
                let other = try server.client()
                other.send(Self.request)
                let refused = try other.response()
                #expect(refused?.status == 503)
                #expect(refused?.headers["retry-after"] == "1")
                // A body may be long in coming.
                let bodies = try (0..<4).map { _ in
                    let client = try server.client()
                    client.send("GET /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc")
                    return try client.response()?.status
                }
                #expect(bodies == [503, 503, 503, 503])
                let silent = try (0..<6).map { _ in try server.client() }
                defer { withExtendedLifetime(silent) {} }
                // Whoever asks for health asks again.
                let isAnswered = try (0..<5).contains { _ in
                    let probe = try server.client()
                    probe.send(Self.health)
                    return try probe.response()?.status == 200
                }
                #expect(isAnswered)
            }
            let turnedAway = server.server.turnedAway
            #expect(turnedAway.healthOnly >= 15)
            #expect(turnedAway.refused == 0)
        }
    }

    @Test("a silent one in the reserve is closed soon")
    func reserveTime() async throws {
        var limits = limits(1)
        limits.reserveTime = .milliseconds(100)
        try await withServer(routes: Self.routes, limits: limits) { server in
            let isSilent = try await blocking {
                let working = try server.client()
                working.send(Self.slow)
                defer { withExtendedLifetime(working) {} }
                usleep(200_000)
                return try server.client().endsSilently()
            }
            #expect(isSilent)
        }
    }

    @Test("of one client leave room for others; over its share its oldest idle one gives way")
    func share() async throws {
        try await withServer(routes: Self.routes, limits: limits(8, perPeer: 2)) { server in
            try await blocking {
                var clients: [SocketClient] = []
                for _ in 0..<3 {
                    let client = try server.client()
                    client.send(Self.request)
                    #expect(try client.response()?.status == 200)
                    clients.append(client)
                }
                #expect(try clients[0].endsSilently())
                for client in clients[1...] {
                    client.send(Self.request)
                    #expect(try client.response()?.status == 200)
                }
                // Another kind of client, at the other endpoint, has a share of its own.
                let other = try SocketClient(port: server.port)
                other.send(Self.request)
                #expect(try other.response()?.status == 200)
            }
        }
    }

    @Test("one that is made to give way has the answer it waits for")
    func answerAtHand() async throws {
        try await withServer(routes: Self.routes, limits: limits(1)) { server in
            let (status, other) = try await blocking {
                let working = try server.client()
                working.send("GET /slow?ms=400 HTTP/1.1\r\nhost: x\r\n\r\n")
                usleep(100_000)
                let other = try server.client()
                other.send(Self.request)
                return (try working.response()?.status, try other.response()?.status)
            }
            #expect(status == 200)
            #expect(other == 503)
        }
    }

    @Test("a server goes on where one of its addresses is taken, and opens it once it is free")
    func laterDoor() async throws {
        try await withServer(routes: Self.routes) { first in
            let later = HTTPServer(on: first.group, logger: quiet)
            let endpoint = HTTPEndpoint(.tcp(host: "127.0.0.1", port: first.port), routes: Self.routes)
            await #expect { try await later.open(endpoint) } throws: {
                ($0 as? SocketError)?.code == .inUse && "\($0)".hasSuffix(": somebody else listens there already")
            }
            await #expect(throws: SocketError.self) {
                try await HTTPEndpoint.probe(host: "127.0.0.1", port: first.port, on: first.group)
            }
            await first.server.shutdown(within: .zero)
            try await HTTPEndpoint.probe(host: "127.0.0.1", port: first.port, on: first.group)
            try await later.open(endpoint)
            #expect(later.ports == [first.port])
            await later.shutdown(within: .zero)
        }
    }
}
