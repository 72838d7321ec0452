// One connection to a server, without the connection: what to write, whom a reply belongs to, and when to give up.
// `RedisConnectionHandler` performs what these methods return; time is nanoseconds of any monotonic clock.

import NIOCore

/// `Request` is whatever the owner needs to hand a reply back.
struct ConnectionState<Request> {
    private enum Phase {
        case greeting
        case ready
        /// Takes no more requests.
        case retiring
        case closed
    }

    /// Replies come in the order of commands, so this says whose the next one is.
    private enum Expected {
        case greeting(Greeting.Step)
        case request(Request)
        /// To PING or ASKING. A user without the right to ping is told so, which is an answer, too.
        case unheeded
        /// What the server says of itself, for the request behind it.
        case heard
    }

    private let greeting: Greeting
    private let pingInterval: UInt64
    private let timeout: UInt64
    private let queueLimit: Int
    private var phase = Phase.greeting
    private var expected: CircularBuffer<(Expected, deadline: UInt64)> = []
    private var heardAt: UInt64 = 0
    private var hearing: [RESPValue] = []
    /// What was asked of the server before the request that was completed last.
    private(set) var heard: [RESPValue] = []

    /// When `timePassed` should be called next. It may be early, never late.
    private(set) var wakeAt: UInt64 = .max

    init(greeting: Greeting, configuration: RedisConfiguration) {
        self.greeting = greeting
        pingInterval = configuration.pingInterval.nanoseconds
        timeout = configuration.commandTimeout.nanoseconds
        queueLimit = configuration.queueLimit
    }

    var isGreeting: Bool { if case .greeting = phase { true } else { false } }

    var isReady: Bool { if case .ready = phase { true } else { false } }

    /// The connection stands. Returns the commands to greet the server with; they must be answered by `deadline`.
    mutating func connected(at now: UInt64, deadline: UInt64) -> [RESPCommand] {
        heardAt = now
        for step in greeting.steps { expect(.greeting(step), by: deadline) }
        return greeting.steps.map(\.command)
    }

    /// Whether the command may be written, behind what goes before it.
    mutating func send(_ request: Request, deadline: UInt64, prelude: [PreludeUse] = []) -> Bool {
        guard isReady, expected.count < queueLimit else { return false }
        for use in prelude { expect(use == .heard ? .heard : .unheeded, by: deadline) }
        expect(.request(request), by: deadline)
        return true
    }

    /// Whether the command that follows up on one just answered may be written.
    mutating func followUp(_ request: Request, deadline: UInt64) -> Bool {
        switch phase {
        case .ready, .retiring: expect(.request(request), by: deadline)
        case .greeting, .closed: return false
        }
        return true
    }

    /// Takes no more requests. The connection may be closed once it `isSpent`.
    mutating func retire() {
        if isReady { phase = .retiring }
    }

    /// Retired, and nothing is under way any more.
    var isSpent: Bool { if case .retiring = phase { expected.isEmpty } else { false } }

    enum ReceiveAction {
        case nothing
        case ready
        case complete(Request, RESPValue)
        /// What the channel carried.
        case message([UInt8])
        case close(RedisError)
    }

    mutating func received(_ value: RESPValue, at now: UInt64) -> ReceiveAction {
        heardAt = now
        if case .closed = phase { return .nothing }
        if greeting.subscribes, isReady, let payload = Self.message(value) { return .message(payload) }
        guard let (next, _) = expected.popFirst() else {
            return .close(RedisError(.malformed, "a reply that nobody asked for"))
        }
        switch next {
        case .request(let request):
            heard = hearing
            hearing = []
            return .complete(request, value)
        case .heard:
            hearing.append(value)
            return .nothing
        case .unheeded: return .nothing
        case .greeting(let step):
            if let error = step.failure(value) { return .close(error) }
            guard expected.isEmpty else { return .nothing }
            phase = .ready
            wakeAt = min(wakeAt, heardAt.later(by: pingInterval))
            return .ready
        }
    }

    enum TimeAction {
        case nothing
        case ping
        case close(RedisError)
    }

    /// Finds a server that has stopped answering, and asks a silent one.
    mutating func timePassed(at now: UInt64) -> TimeAction {
        if case .closed = phase { return .nothing }
        let earliest = expected.lazy.map(\.deadline).min()
        if let earliest, earliest <= now {
            return .close(RedisError(.timedOut, "the server does not answer"))
        }
        wakeAt = earliest ?? .max
        guard isReady else { return .nothing }
        let pingAt = heardAt.later(by: pingInterval)
        guard expected.isEmpty, pingAt <= now else {
            if expected.isEmpty { wakeAt = pingAt }
            return .nothing
        }
        expect(.unheeded, by: now.later(by: timeout))
        return .ping
    }

    /// The connection is gone: returns the requests that will have no reply.
    mutating func closed() -> [Request] {
        phase = .closed
        wakeAt = .max
        defer { expected.removeAll() }
        return expected.compactMap { if case .request(let request) = $0.0 { request } else { nil } }
    }

    private mutating func expect(_ next: Expected, by deadline: UInt64) {
        expected.append((next, deadline: deadline))
        wakeAt = min(wakeAt, deadline)
    }

    /// The last of `["message", channel, payload]`.
    private static func message(_ value: RESPValue) -> [UInt8]? {
        guard let parts = value.array, parts.count == 3, parts[0].text == "message" else { return nil }
        return parts[2].bytes ?? []
    }
}

/// What becomes of the answer to a command that goes before a request.
enum PreludeUse {
    case heard
    case unheeded
}

extension ConnectionState.ReceiveAction: Equatable where Request: Equatable {}
extension ConnectionState.TimeAction: Equatable where Request: Equatable {}
