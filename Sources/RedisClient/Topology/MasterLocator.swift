import NIOCore

/// Knows where the server is that a client's commands go to, and tells the client's sessions when it is another one.
/// With sentinels it listens to their announcements; with either it asks again from time to time, and when something
/// seems wrong. Lives on one event loop, and at rest while no session has joined.
final class MasterLocator {
    typealias Completion = (Result<RedisEndpoint, RedisError>) -> Void

    /// Two searches that nobody waits for are at least this far apart.
    private static let shortestRefresh: UInt64 = 250_000_000

    private let configuration: RedisConfiguration
    private let eventLoop: any EventLoop
    /// `nil` where there is nobody to ask.
    private var search: MasterSearch?
    private var completions: [Completion] = []
    private var isSearching = false
    private var inquiry: RedisSession?
    private var announcements: RedisSession?
    private var announcer = 0
    private var followers: [ObjectIdentifier: (RedisEndpoint) -> Void] = [:]
    private var refreshTimer: Scheduled<Void>?
    private var refreshedAt: UInt64 = 0

    init(configuration: RedisConfiguration, eventLoop: any EventLoop) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        switch configuration.deployment {
        case .server: search = nil
        case .sentinels(let sentinels, let master): search = MasterSearch(.sentinel(master: master), seeds: sentinels)
        case .cluster(let nodes):
            let slot = HashSlot(of: configuration.hashTag)
            search = MasterSearch(.cluster(slot), seeds: nodes)
        }
    }

    /// `moved` is called with the master's place when somebody learned a new one.
    func join(_ session: RedisSession, moved: @escaping (RedisEndpoint) -> Void) {
        followers[ObjectIdentifier(session)] = moved
        guard search != nil, followers.count == 1 else { return }
        listen()
        setRefreshTimer()
    }

    func leave(_ session: RedisSession) {
        guard followers.removeValue(forKey: ObjectIdentifier(session)) != nil, followers.isEmpty else { return }
        announcements?.close()
        announcements = nil
        refreshTimer?.cancel()
        refreshTimer = nil
        if isSearching { finish(.failure(RedisError(.unavailable, "the client is closed"))) }
    }

    /// Finds the master; one search serves all who ask meanwhile.
    func locate(_ completion: @escaping Completion) {
        if case .server(let endpoint) = configuration.deployment { return completion(.success(endpoint)) }
        completions.append(completion)
        begin()
    }

    /// The master last found was of no use.
    func distrust() {
        if !isSearching { search?.distrust() }
    }

    /// A node said who serves the slot.
    func learned(_ endpoint: RedisEndpoint) {
        for moved in followers.values { moved(endpoint) }
    }

    /// Asks again, unless that was just done.
    func refresh() {
        let now = RedisConnectionHandler.now
        guard search != nil, !followers.isEmpty, now >= refreshedAt.later(by: Self.shortestRefresh) else { return }
        refreshedAt = now
        begin()
    }

    private func begin() {
        guard !isSearching else { return }
        isSearching = true
        search?.begin()
        askNext()
    }

    private func askNext() {
        guard let search, let peer = self.search?.next() else {
            return finish(.failure(search?.failure ?? RedisError(.unavailable, "there is nobody to ask")))
        }
        let session = RedisSession(configuration: peerConfiguration, target: .server { peer }, eventLoop: eventLoop)
        inquiry = session
        let deadline = RedisConnectionHandler.now.later(by: configuration.connectTimeout.nanoseconds)
        session.send(
            RedisRequest(command: search.question, deadline: deadline) { [self] result in
                guard inquiry === session else { return }
                inquiry = nil
                session.close()
                if let master = self.search?.received(result) {
                    finish(.success(master))
                } else {
                    askNext()
                }
            })
    }

    private func finish(_ result: Result<RedisEndpoint, RedisError>) {
        isSearching = false
        let unanswered = inquiry
        inquiry = nil
        unanswered?.close()
        let waiting = completions
        completions = []
        for completion in waiting { completion(result) }
        if case .success(let endpoint) = result { learned(endpoint) }
    }

    /// Sentinels announce a new master of any group they watch: a reason to ask, not an answer.
    private func listen() {
        guard case .sentinels(let sentinels, _) = configuration.deployment else { return }
        let next: () -> RedisEndpoint = { [unowned self] in
            announcer = (announcer + 1) % max(sentinels.count, 1)
            return sentinels[announcer]
        }
        announcements = RedisSession(
            configuration: peerConfiguration, target: .server(next), channel: "+switch-master", eventLoop: eventLoop
        ) { [unowned self] _ in refresh() }
        announcements?.start()
    }

    private func setRefreshTimer() {
        let interval = max(configuration.refreshInterval.nanoseconds, Self.shortestRefresh)
        // Up to a tenth earlier, so that a fleet does not ask in step.
        let pause = interval - UInt64.random(in: 0...(interval / 10))
        refreshTimer = eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: pause))) {
            [weak self] in
            guard let self else { return }
            refresh()
            setRefreshTimer()
        }
    }

    /// How a sentinel, or any node of a cluster, is spoken to.
    private var peerConfiguration: RedisConfiguration {
        var peer = configuration
        peer.database = 0
        if case .sentinels = configuration.deployment {
            peer.username = configuration.sentinelUsername
            peer.password = configuration.sentinelPassword
        }
        return peer
    }
}
