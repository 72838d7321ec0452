import SeededRandom
import TestServers
import Testing

@testable import RedisClient

@Suite struct ConnectionStateTests {
    /// By reference, so that an expectation may change it.
    private final class Connection {
        var state: ConnectionState<Int>
        init(_ configuration: RedisConfiguration, channel: String? = nil) {
            state = ConnectionState(
                greeting: Greeting(configuration: configuration, channel: channel), configuration: configuration)
        }
        func send(_ request: Int, deadline: UInt64, prelude: [PreludeUse] = []) -> Bool {
            state.send(request, deadline: deadline, prelude: prelude)
        }
        func followUp(_ request: Int) -> Bool { state.followUp(request, deadline: ConnectionStateTests.second) }
    }

    private static let second: UInt64 = 1_000_000_000

    private func configuration(password: String? = nil) -> RedisConfiguration {
        var configuration = RedisConfiguration(endpoint: .socket(path: "/s"), password: password)
        configuration.commandTimeout = .seconds(1)
        configuration.pingInterval = .seconds(5)
        configuration.queueLimit = 3
        return configuration
    }

    private func ready(channel: String? = nil) -> Connection {
        let connection = Connection(configuration(), channel: channel)
        for _ in connection.state.connected(at: 0, deadline: Self.second) {
            _ = connection.state.received(.status("OK"), at: 0)
        }
        return connection
    }

    @Test func `nothing is sent before every greeting is answered`() {
        let connection = Connection(configuration(password: "x"))
        #expect(connection.state.connected(at: 0, deadline: Self.second).count == 2)
        #expect(!connection.send(1, deadline: Self.second))
        #expect(connection.state.received(.status("OK"), at: 1) == .nothing)
        #expect(connection.state.received(.status("OK"), at: 2) == .ready)
        #expect(connection.send(1, deadline: Self.second))
    }

    @Test func `a greeting that is not answered in time ends the connection`() {
        let connection = Connection(configuration())
        _ = connection.state.connected(at: 0, deadline: Self.second)
        #expect(connection.state.wakeAt == Self.second)
        #expect(connection.state.timePassed(at: Self.second) == .close(Self.silence))
    }

    @Test func `a refused password ends the connection; a refused name does not`() {
        let connection = Connection(configuration(password: "x"))
        _ = connection.state.connected(at: 0, deadline: Self.second)
        guard case .close(let error) = connection.state.received(.error("WRONGPASS no"), at: 0) else {
            Issue.record("went on")
            return
        }
        #expect(error.code == .authentication)
        let named = Connection(configuration(password: "x"))
        _ = named.state.connected(at: 0, deadline: Self.second)
        #expect(named.state.received(.status("OK"), at: 0) == .nothing)
        #expect(named.state.received(.error("NOPERM client"), at: 0) == .ready)
    }

    @Test func `replies belong to requests in their order`() {
        let connection = ready()
        for request in 1...3 { #expect(connection.send(request, deadline: Self.second)) }
        #expect(!connection.send(4, deadline: Self.second), "the queue is full")
        for request in 1...3 {
            let reply = RESPValue.integer(Int64(request))
            #expect(connection.state.received(reply, at: 1) == .complete(request, reply))
        }
        #expect(
            connection.state.received(.status("OK"), at: 2)
                == .close(RedisError(.malformed, "a reply that nobody asked for")))
    }

    @Test func `the earliest deadline ends the connection and gives back what has no reply`() {
        let connection = ready()
        #expect(connection.send(1, deadline: 3 * Self.second))
        #expect(connection.send(2, deadline: 2 * Self.second))
        #expect(connection.state.wakeAt <= 2 * Self.second)
        #expect(connection.state.timePassed(at: 2 * Self.second - 1) == .nothing)
        #expect(connection.state.wakeAt == 2 * Self.second)
        #expect(connection.state.timePassed(at: 2 * Self.second) == .close(Self.silence))
        #expect(connection.state.closed() == [1, 2])
        #expect(connection.state.closed() == [])
        #expect(!connection.send(3, deadline: 9 * Self.second))
        #expect(connection.state.received(.status("late"), at: 9) == .nothing)
    }

    @Test(arguments: [nil, "news"] as [String?])
    func `a silent connection is asked, and given up when it stays silent`(channel: String?) {
        let connection = ready(channel: channel)
        #expect(connection.state.timePassed(at: 5 * Self.second - 1) == .nothing)
        #expect(connection.state.wakeAt == 5 * Self.second)
        #expect(connection.state.timePassed(at: 5 * Self.second) == .ping)
        #expect(connection.state.wakeAt == 6 * Self.second)
        #expect(connection.state.timePassed(at: 6 * Self.second) == .close(Self.silence))
    }

    @Test func `an answered ping starts the interval anew`() {
        let connection = ready(channel: "news")
        #expect(connection.state.timePassed(at: 5 * Self.second) == .ping)
        let pong = RESPValue.array([.string(Array("pong".utf8)), .string([])])
        #expect(connection.state.received(pong, at: 5 * Self.second + 1) == .nothing)
        #expect(connection.state.timePassed(at: 6 * Self.second) == .nothing)
        #expect(connection.state.wakeAt == 10 * Self.second + 1)
    }

    @Test func `messages are told from replies only where the connection listens`() {
        let message = RESPValue.array(["message", "news", "hello"].map { .string(Array($0.utf8)) })
        #expect(ready(channel: "news").state.received(message, at: 1) == .message(Array("hello".utf8)))
        let asking = ready()
        #expect(asking.send(1, deadline: Self.second))
        #expect(asking.state.received(message, at: 1) == .complete(1, message))
    }

    @Test func `a retired connection answers what is under way, follows up on it, and is spent`() {
        let connection = ready()
        #expect(connection.send(1, deadline: Self.second))
        #expect(!connection.state.isSpent)
        connection.state.retire()
        #expect(!connection.send(2, deadline: Self.second))
        #expect(connection.state.received(.integer(1), at: 1) == .complete(1, .integer(1)))
        #expect(connection.followUp(3))
        #expect(!connection.state.isSpent)
        #expect(connection.state.received(.integer(3), at: 1) == .complete(3, .integer(3)))
        #expect(connection.state.isSpent)
        _ = connection.state.closed()
        #expect(!connection.followUp(4))
    }

    @Test func `the answer to ASKING is nobody's`() {
        let connection = ready()
        #expect(connection.send(1, deadline: Self.second, prelude: [.unheeded]))
        #expect(connection.state.received(.status("OK"), at: 1) == .nothing)
        #expect(connection.state.received(.integer(1), at: 1) == .complete(1, .integer(1)))
        #expect(connection.state.heard == [])
    }

    @Test func `what is asked before a request is heard with its reply, and with no other one`() {
        let connection = ready()
        #expect(connection.send(1, deadline: Self.second, prelude: [.heard, .unheeded, .heard]))
        for answer in ["role", "asking", "change"] {
            #expect(connection.state.received(.status(answer), at: 1) == .nothing)
        }
        #expect(connection.state.received(.integer(1), at: 1) == .complete(1, .integer(1)))
        #expect(connection.state.heard == [.status("role"), .status("change")])
        #expect(connection.send(2, deadline: Self.second))
        #expect(connection.state.received(.integer(2), at: 1) == .complete(2, .integer(2)))
        #expect(connection.state.heard == [])
    }

    @Test func `a server named as master has to be one, unless it does not say`() {
        let replies: [(RESPValue, Bool)] = [
            (.array([.string(Array("master".utf8)), .integer(0), .array([])]), true),
            (.array([.string(Array("slave".utf8))]), false), (.error("NOPERM no"), true),
            (.error("ERR unknown command 'ROLE'"), true),
        ]
        for (reply, isGood) in replies {
            let greeting = Greeting(configuration: configuration(), isMaster: true)
            var state = ConnectionState<Int>(greeting: greeting, configuration: configuration())
            #expect(state.connected(at: 0, deadline: Self.second).count == 2)
            _ = state.received(.status("OK"), at: 0)
            let action = state.received(reply, at: 0)
            #expect((action == .ready) == isGood)
        }
    }

    private static let silence = RedisError(.timedOut, "the server does not answer")

    @Test func `pauses begin at once, double with jitter, and end at the longest`() {
        var configuration = configuration()
        configuration.shortestPause = .milliseconds(100)
        configuration.longestPause = .seconds(2)
        var state = ReconnectState(configuration: configuration)
        var generator = SeededGenerator(seed: 3)
        let pauses = (0..<100).map { _ in state.pause(afterStanding: 0, using: &generator) / 1_000_000 }
        #expect(pauses[0] == 0)
        #expect((50...100).contains(pauses[1]) && (100...200).contains(pauses[2]) && (200...400).contains(pauses[3]))
        #expect(pauses[10...].allSatisfy { (1_000...2_000).contains($0) })
        #expect(Set(pauses[10...]).count > 20)
        let dropped = state.pause(afterStanding: 99_000_000, using: &generator)
        #expect(dropped >= 1_000_000_000)
        let afterStanding = state.pause(afterStanding: 100_000_000, using: &generator)
        #expect(afterStanding == 0)
    }
}
