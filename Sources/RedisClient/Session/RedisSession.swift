import NIOCore

/// Keeps one connection to a server, for good: finds the server, connects, reconnects, holds what waits for it, and
/// goes where the server sends it. Lives on one event loop.
final class RedisSession {
    enum Target {
        /// Asked for before every attempt to connect. Redirections are not followed.
        case server(() -> RedisEndpoint)
        /// Wherever the master is.
        case master(MasterLocator)
    }

    private enum Phase {
        case idle
        case locating
        case connecting(RedisEndpoint, RedisConnectionHandler?)
        case ready(RedisEndpoint, RedisConnectionHandler, since: UInt64)
        case pausing(Scheduled<Void>, RedisError)
        case closed
    }

    private let configuration: RedisConfiguration
    private let target: Target
    private let channelName: String?
    private let eventLoop: any EventLoop
    /// Called when the connection listens (again), and with each message of the channel.
    private let signal: (RedisSignal) -> Void
    private var phase = Phase.idle
    /// Counts connections, so that what a former one still reports is told from the present one's.
    private var attempt = 0
    private var reconnect: ReconnectState
    private var waiting: WaitingRequests
    /// Wakes when the first of those that wait has waited long enough.
    private var waitingTimer: (at: UInt64, timer: Scheduled<Void>)?
    /// How many requests pause before they are sent again.
    private var resending = 0
    /// Where a slot is on its way to, as long as something is under way there.
    private var importing: (endpoint: RedisEndpoint, session: RedisSession, underWay: Int)?
    /// When a read that a replica answered may send this session to look for its master again.
    private var searchableAt: UInt64 = 0
    private var generator = SystemRandomNumberGenerator()

    private static let searchPause: UInt64 = 1_000_000_000

    init(
        configuration: RedisConfiguration, target: Target, channel: String? = nil, eventLoop: any EventLoop,
        signal: @escaping (RedisSignal) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.target = target
        self.channelName = channel
        self.eventLoop = eventLoop
        self.signal = signal
        reconnect = ReconnectState(configuration: configuration)
        waiting = WaitingRequests(limit: configuration.queueLimit)
    }

    /// Connects unless that is under way.
    func start() {
        guard case .idle = phase else { return }
        if case .master(let locator) = target {
            locator.join(self) { [unowned self] in moved(to: $0) }
        }
        locate()
    }

    func send(_ request: RedisRequest) {
        start()
        switch phase {
        case .ready(_, let handler, _):
            if !handler.send(request) { request.fail(busy) }
        case .locating, .connecting:
            guard waiting.append(request) else { return request.fail(busy) }
            setWaitingTimer(for: request.deadline)
        case .pausing(_, let error): request.fail(error)
        case .idle, .closed: request.fail(closedError)
        }
    }

    func close() {
        let last = phase
        phase = .closed
        switch last {
        case .connecting(_, let handler): handler?.close(closedError)
        case .ready(_, let handler, _): handler.close(closedError)
        case .pausing(let timer, _): timer.cancel()
        case .idle, .locating, .closed: break
        }
        if case .master(let locator) = target { locator.leave(self) }
        importing?.session.close()
        importing = nil
        failWaiting(closedError)
    }

    /// How the connection is; `nil` where there is none.
    var link: RedisLink? {
        guard case .ready(let endpoint, let handler, _) = phase else { return nil }
        return RedisLink(endpoint: endpoint, encryption: handler.encryption)
    }

    // MARK: Connecting

    private func locate() {
        phase = .locating
        switch target {
        case .server(let endpoint): connect(to: endpoint())
        case .master(let locator):
            locator.locate { [self] result in
                guard case .locating = phase else { return }
                switch result {
                case .success(let endpoint): connect(to: endpoint)
                case .failure(let error): pause(afterStanding: 0, error)
                }
            }
        }
    }

    private func connect(to endpoint: RedisEndpoint) {
        attempt += 1
        phase = .connecting(endpoint, nil)
        let deadline = RedisConnectionHandler.now.later(by: configuration.connectTimeout.nanoseconds)
        RedisConnector(configuration: configuration, eventLoop: eventLoop)
            .connect(to: endpoint) { [self, attempt] in
                try makeHandler(for: endpoint, attempt: attempt, deadline: deadline)
            }
            .assumeIsolated().whenFailure { [self, attempt] error in
                lost(attempt, endpoint, RedisConnector.error(error), [])
            }
    }

    private func makeHandler(
        for endpoint: RedisEndpoint, attempt: Int, deadline: UInt64
    ) throws(RedisError) -> RedisConnectionHandler {
        guard attempt == self.attempt, case .connecting = phase else { throw closedError }
        var isMaster = false
        if case .master = target, case .sentinels = configuration.deployment { isMaster = true }
        let handler = try RedisConnectionHandler(
            greeting: Greeting(configuration: configuration, channel: channelName, isMaster: isMaster),
            endpoint: endpoint, configuration: configuration, connectDeadline: deadline,
            events: RedisConnectionHandler.Events(
                ready: { self.ready(attempt, $0) },
                reply: { self.received($1, to: $0, attempt: attempt) },
                message: { [unowned self] in if attempt == self.attempt { signal(.message($0)) } },
                closed: { self.lost(attempt, endpoint, $0, $1) }))
        phase = .connecting(endpoint, handler)
        return handler
    }

    private func ready(_ attempt: Int, _ handler: RedisConnectionHandler) {
        // A name may have several addresses, and a handler each: the one that got through counts.
        guard attempt == self.attempt, case .connecting(let endpoint, _) = phase else {
            return handler.close(closedError)
        }
        phase = .ready(endpoint, handler, since: RedisConnectionHandler.now)
        expireWaiting()
        for request in waiting.removeAll() where !handler.send(request) { request.fail(busy) }
        if channelName != nil { signal(.listening) }
    }

    /// A connection failed or ended. What was under way may have run; nobody can tell.
    private func lost(_ attempt: Int, _ endpoint: RedisEndpoint, _ cause: RedisError, _ unanswered: [RedisRequest]) {
        let error = RedisError(cause.code, "\(endpoint): \(cause.message)")
        for request in unanswered { request.fail(error) }
        guard attempt == self.attempt else { return }
        var stood: UInt64 = 0
        switch phase {
        case .connecting: break
        case .ready(_, _, let since): stood = RedisConnectionHandler.now - since
        case .idle, .locating, .pausing, .closed: return
        }
        if case .master(let locator) = target { locator.distrust() }
        pause(afterStanding: stood, error)
    }

    private func pause(afterStanding stood: UInt64, _ error: RedisError) {
        failWaiting(error)
        // Who waited may have closed the session over it.
        if case .closed = phase { return }
        let pause = reconnect.pause(afterStanding: stood, using: &generator)
        guard pause > 0 else { return locate() }
        let timer = eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: pause))) {
            guard case .pausing = self.phase else { return }
            self.locate()
        }
        phase = .pausing(timer, error)
    }

    /// Somebody else learned where the master is now.
    private func moved(to endpoint: RedisEndpoint) {
        switch phase {
        case .ready(let current, _, _) where current != endpoint: leave(attempt, for: endpoint)
        case .pausing(let timer, _):
            timer.cancel()
            connect(to: endpoint)
        case .idle, .locating, .connecting, .ready, .closed: break
        }
    }

    /// Goes elsewhere; the present connection stays until it has answered what is under way. `nil`: wherever the master
    /// is found.
    private func leave(_ attempt: Int, for endpoint: RedisEndpoint?) {
        guard attempt == self.attempt, case .ready(_, let handler, _) = phase else { return }
        self.attempt += 1
        if let endpoint { connect(to: endpoint) } else { locate() }
        handler.retire()
    }

    // MARK: Redirections

    private func received(_ reply: RESPValue, to request: RedisRequest, attempt: Int) {
        guard case .master(let locator) = target, let redirection = request.redirection(after: reply),
            request.resends < redirection.limit
        else { return request.complete(with: reply) }
        let pause = Redirection.pause(before: request.resends)
        guard RedisConnectionHandler.now.later(by: pause) < request.deadline, resending < configuration.queueLimit
        else { return request.complete(with: reply) }
        if request.inquiry?.change != nil, redirection == .demoted {
            let now = RedisConnectionHandler.now
            guard now >= searchableAt else { return request.complete(with: reply) }
            searchableAt = now.later(by: Self.searchPause)
        }
        var request = request
        request.resends += 1
        switch redirection {
        case .ask(let endpoint): return ask(endpoint, request)
        case .moved(let endpoint):
            if let endpoint { locator.learned(endpoint) }
            leave(attempt, for: endpoint)
        case .demoted:
            locator.distrust()
            leave(attempt, for: nil)
        case .later: locator.refresh()
        }
        guard pause > 0 else { return send(request) }
        resending += 1
        eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: pause))) {
            self.resending -= 1
            self.send(request)
        }
    }

    /// Sends one command to the node that its slot is on its way to.
    private func ask(_ endpoint: RedisEndpoint, _ request: RedisRequest) {
        if importing?.endpoint != endpoint {
            importing?.session.close()
            let session = RedisSession(
                configuration: configuration, target: .server { endpoint }, eventLoop: eventLoop)
            importing = (endpoint, session, 0)
        }
        importing?.underWay += 1
        importing?.session.send(
            RedisRequest(
                command: request.command, deadline: request.deadline, replicas: request.replicas, isAsking: true,
                inquiry: request.inquiry
            ) { [self, attempt] result in
                asked(endpoint)
                guard case .failure(let error) = result, error.code == .server else {
                    return request.completion(result)
                }
                received(.error(error.message), to: request, attempt: attempt)
            })
    }

    private func asked(_ endpoint: RedisEndpoint) {
        guard let present = importing, present.endpoint == endpoint else { return }
        importing?.underWay -= 1
        guard present.underWay == 1 else { return }
        importing = nil
        present.session.close()
    }

    // MARK: Waiting

    private func setWaitingTimer(for deadline: UInt64) {
        if let waitingTimer {
            guard deadline < waitingTimer.at else { return }
            waitingTimer.timer.cancel()
        }
        let timer = eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(deadline)) {
            // Cancelled in the turn in which it was due, it runs all the same.
            guard self.waitingTimer?.at == deadline else { return }
            self.waitingTimer = nil
            self.expireWaiting()
            if let next = self.waiting.earliestDeadline { self.setWaitingTimer(for: next) }
        }
        waitingTimer = (deadline, timer)
    }

    private func expireWaiting() {
        for request in waiting.removeExpired(at: RedisConnectionHandler.now) {
            let hint = configuration.encryption == nil ? "" : "; does it speak TLS there?"
            request.fail(RedisError(.timedOut, "\(address): connecting took too long\(hint)"))
        }
    }

    private func failWaiting(_ error: RedisError) {
        waitingTimer?.timer.cancel()
        waitingTimer = nil
        for request in waiting.removeAll() { request.fail(error) }
    }

    private var address: String {
        switch phase {
        case .connecting(let endpoint, _), .ready(let endpoint, _, _): endpoint.description
        case .idle, .locating, .pausing, .closed: "redis"
        }
    }

    private var closedError: RedisError { RedisError(.unavailable, "the client is closed") }

    private var busy: RedisError {
        RedisError(.unavailable, "\(address): \(configuration.queueLimit) commands wait already")
    }
}
