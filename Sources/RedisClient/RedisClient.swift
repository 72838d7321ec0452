package import NIOCore
package import NIOPosix

/// A client of one Redis server, wherever its deployment says that this is: pipelines commands of any number of tasks
/// over one connection, which it restores by itself, and listens to channels over further ones. A command is repeated
/// only where a server said that it did not run it: otherwise only its sender knows whether it may run twice.
package final class RedisClient: Sendable {
    package let configuration: RedisConfiguration
    private let eventLoop: any EventLoop
    private let core: NIOLoopBoundBox<Core>

    private struct Core {
        let locator: MasterLocator
        let session: RedisSession
    }

    /// - Parameter group: where the connections run; by default one thread shared by all clients of the process.
    package init(
        configuration: RedisConfiguration, group: any EventLoopGroup = MultiThreadedEventLoopGroup.forRedis
    ) {
        self.configuration = configuration
        eventLoop = group.next()
        let locator = MasterLocator(configuration: configuration, eventLoop: eventLoop)
        let session = RedisSession(configuration: configuration, target: .master(locator), eventLoop: eventLoop)
        core = .makeBoxSendingValue(Core(locator: locator, session: session), eventLoop: eventLoop)
    }

    /// Sends one command and returns its reply; a reply that is an error is thrown. Gives up after `timeout`
    /// (`commandTimeout` by default), together with everything else on the connection: a server that does not answer
    /// one command answers none of those behind it.
    ///
    /// - Parameter isDurable: the reply counts when as many replicas as the configuration says have what was written.
    ///   Where they have not in time, the error says so, and the same command may be sent again to find out.
    package func send(
        _ command: RESPCommand, timeout: Duration? = nil, isDurable: Bool = false
    ) async throws(RedisError) -> RESPValue {
        let patience = (timeout ?? configuration.commandTimeout).nanoseconds
        let replicas = isDurable ? configuration.replicas : 0
        // Replicas that confirm are asked of a master only; without them it has to say that it is one.
        let asksRole = isDurable && replicas == 0
        let (standing, result) = await perform(command, patience: patience, replicas: replicas, asksRole: asksRole)
        let reply = try result.get()
        if case .replica(let master)? = standing?.role {
            throw RedisError(
                .unavailable,
                "done by a replica that takes changes and loses them again; do it at its master"
                    + (master.isEmpty ? "" : ", \(master)"))
        }
        return reply
    }

    /// Sends a command that reads, and finds out what the server is that answers it.
    ///
    /// - Parameter change: a command that writes, and changes nothing: who does not take it cannot know the newest.
    /// - Returns: the reply, or why there is none, and the server's standing; `nil` where no server answered.
    package func read(
        _ command: RESPCommand, trying change: RESPCommand, timeout: Duration? = nil
    ) async -> (standing: ServerStanding?, result: Result<RESPValue, RedisError>) {
        let patience = (timeout ?? configuration.commandTimeout).nanoseconds
        return await perform(command, patience: patience, asksRole: true, change: change)
    }

    private func perform(
        _ command: RESPCommand, patience: UInt64, replicas: Int = 0, asksRole: Bool, change: RESPCommand? = nil
    ) async -> (standing: ServerStanding?, result: Result<RESPValue, RedisError>) {
        await withCheckedContinuation { continuation in
            eventLoop.execute { [core] in
                var standing: ServerStanding?
                let deadline = RedisConnectionHandler.now.later(by: patience)
                let inquiry = asksRole ? Inquiry(change: change) { standing = $0 } : nil
                core.value.session.send(
                    RedisRequest(command: command, deadline: deadline, replicas: replicas, inquiry: inquiry) {
                        continuation.resume(returning: (standing, $0))
                    })
            }
        }
    }

    /// How the present connection is; `nil` where there is none.
    package func link() async -> RedisLink? {
        await withCheckedContinuation { continuation in
            eventLoop.execute { [core] in continuation.resume(returning: core.value.session.link) }
        }
    }

    /// How to reach every server that holds functions of its own: in a cluster all masters with slots, otherwise one.
    package func masters() async throws(RedisError) -> [RedisConfiguration] {
        guard case .cluster(let nodes) = configuration.deployment, let entry = nodes.first else {
            return [configuration]
        }
        guard let slots = ClusterSlots(try await send(ClusterSlots.command)) else {
            throw RedisError(.malformed, "\(entry): CLUSTER SLOTS has an answer that cannot be read")
        }
        return slots.masters(askedOf: entry).map { master in
            var copy = configuration
            copy.deployment = .server(master)
            return copy
        }
    }

    /// In a cluster, how many replicas the master of our slot has; `nil` where nobody serves it.
    package func replicasOfSlot() async throws(RedisError) -> Int? {
        let slot = HashSlot(of: configuration.hashTag)
        return ClusterSlots(try await send(ClusterSlots.command))?.ranges
            .first { $0.slots.contains(slot.number) }?.replicas.count
    }

    /// Yields once the channel is listened to, again after every reconnect, and after messages; coalesced, so that
    /// what was not taken gives way to what came after it. The connection ends with the task that reads.
    ///
    /// - Parameter element: what a signal is to its reader.
    package func signals<Element: Sendable>(
        on channel: String, as element: @escaping @Sendable (RedisSignal) -> Element
    ) -> AsyncStream<Element> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            eventLoop.execute { [configuration, eventLoop, core] in
                let session = RedisSession(
                    configuration: configuration, target: .master(core.value.locator), channel: channel,
                    eventLoop: eventLoop
                ) { continuation.yield(element($0)) }
                let bound = NIOLoopBound(session, eventLoop: eventLoop)
                continuation.onTermination = { _ in eventLoop.execute { bound.value.close() } }
                session.start()
            }
        }
    }

    package func signals(on channel: String) -> AsyncStream<RedisSignal> { signals(on: channel) { $0 } }

    deinit {
        eventLoop.execute { [core] in core.value.session.close() }
    }

    /// Ends the connection; commands under way fail. Nothing may be sent afterwards.
    package func close() async {
        await withCheckedContinuation { continuation in
            eventLoop.execute { [core] in
                core.value.session.close()
                continuation.resume()
            }
        }
    }
}

extension EventLoopGroup where Self == MultiThreadedEventLoopGroup {
    /// One thread, which lives as long as the process: a client's work is small.
    package static var forRedis: MultiThreadedEventLoopGroup { RedisEventLoop.shared }
}

private enum RedisEventLoop {
    static let shared = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}
