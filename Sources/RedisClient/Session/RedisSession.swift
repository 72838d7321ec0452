import NIOCore
import NIOPosix

/// Keeps one connection to a server, for good: connects, reconnects, and holds what waits for it. Lives on one event
/// loop.
final class RedisSession {
    private enum Phase {
        case idle
        case connecting(RedisConnectionHandler?)
        case ready(RedisConnectionHandler, since: UInt64)
        case pausing(Scheduled<Void>, RedisError)
        case closed
    }

    private let configuration: RedisConfiguration
    private let channelName: String?
    private let eventLoop: any EventLoop
    /// Called when the connection listens (again), and with each message of the channel.
    private let signal: () -> Void
    private var phase = Phase.idle
    private var reconnect: ReconnectState
    private var waiting: CircularBuffer<RedisRequest> = []
    private var generator = SystemRandomNumberGenerator()

    init(
        configuration: RedisConfiguration, channel: String?, eventLoop: any EventLoop, signal: @escaping () -> Void = {}
    ) {
        self.configuration = configuration
        self.channelName = channel
        self.eventLoop = eventLoop
        self.signal = signal
        reconnect = ReconnectState(configuration: configuration)
    }

    /// Connects unless that is under way.
    func start() {
        if case .idle = phase { connect() }
    }

    func send(_ request: RedisRequest) {
        start()
        switch phase {
        case .ready(let handler, _):
            if !handler.send(request) { request.fail(busy) }
        case .connecting:
            guard waiting.count < configuration.queueLimit else { return request.fail(busy) }
            waiting.append(request)
        case .pausing(_, let error): request.fail(error)
        case .idle, .closed: request.fail(closedError)
        }
    }

    func close() {
        let last = phase
        phase = .closed
        switch last {
        case .connecting(let handler): handler?.close(closedError)
        case .ready(let handler, _): handler.close(closedError)
        case .pausing(let timer, _): timer.cancel()
        case .idle, .closed: break
        }
        failWaiting(closedError)
    }

    private func connect() {
        phase = .connecting(nil)
        let deadline = RedisConnectionHandler.now.later(by: configuration.connectTimeout.nanoseconds)
        let session = NIOLoopBound(self, eventLoop: eventLoop)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(.nanoseconds(Int64(clamping: configuration.connectTimeout.nanoseconds)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(session.value.makeHandler(deadline: deadline))
                }
            }
        let connected =
            switch configuration.endpoint {
            case .host(let host, let port): bootstrap.connect(host: host, port: port)
            case .socket(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        connected.assumeIsolated().whenFailure { error in
            self.lost(RedisError(.unavailable, "\(self.configuration.endpoint): \(Self.describe(error))"), [])
        }
    }

    private func makeHandler(deadline: UInt64) throws(RedisError) -> RedisConnectionHandler {
        guard case .connecting = phase else { throw closedError }
        let handler = try RedisConnectionHandler(
            greeting: Greeting(configuration: configuration, channel: channelName), configuration: configuration,
            connectDeadline: deadline,
            events: RedisConnectionHandler.Events(
                ready: { [unowned self] in ready() },
                message: { [unowned self] in signal() },
                closed: { self.lost(RedisError($0.code, "\(self.configuration.endpoint): \($0.message)"), $1) }))
        phase = .connecting(handler)
        return handler
    }

    private func ready() {
        guard case .connecting(let handler?) = phase else { return }
        let now = RedisConnectionHandler.now
        phase = .ready(handler, since: now)
        while let request = waiting.popFirst() {
            if request.deadline <= now {
                request.fail(RedisError(.timedOut, "\(configuration.endpoint): connecting took too long"))
            } else if !handler.send(request) {
                request.fail(busy)
            }
        }
        if channelName != nil { signal() }
    }

    /// A connection failed or ended. What was under way may have run; nobody can tell.
    private func lost(_ error: RedisError, _ unanswered: [RedisRequest]) {
        for request in unanswered { request.fail(error) }
        var stood: UInt64 = 0
        switch phase {
        case .connecting: break
        case .ready(_, let since): stood = RedisConnectionHandler.now - since
        case .idle, .pausing, .closed: return
        }
        failWaiting(error)
        let pause = reconnect.pause(afterStanding: stood, using: &generator)
        guard pause > 0 else { return connect() }
        let timer = eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: pause))) {
            guard case .pausing = self.phase else { return }
            self.connect()
        }
        phase = .pausing(timer, error)
    }

    private func failWaiting(_ error: RedisError) {
        while let request = waiting.popFirst() { request.fail(error) }
    }

    private var closedError: RedisError { RedisError(.unavailable, "\(configuration.endpoint): the client is closed") }

    private var busy: RedisError {
        RedisError(.unavailable, "\(configuration.endpoint): \(configuration.queueLimit) commands wait already")
    }

    private static func describe(_ error: any Error) -> String {
        guard let error = error as? NIOConnectionError else { return "\(error)" }
        return error.connectionErrors.first.map { "\($0.error)" } ?? "the name \(error.host) is not known"
    }
}
