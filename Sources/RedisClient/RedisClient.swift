package import NIOCore
package import NIOPosix

/// A client of one Redis server: pipelines commands of any number of tasks over one connection, which it restores by
/// itself, and listens to channels over further ones. A command is never repeated: only its sender knows whether it may
/// run twice.
package final class RedisClient: Sendable {
    package let configuration: RedisConfiguration
    private let eventLoop: any EventLoop
    private let session: NIOLoopBoundBox<RedisSession>

    /// - Parameter group: where the connections run; by default one thread shared by all clients of the process.
    package init(
        configuration: RedisConfiguration, group: any EventLoopGroup = MultiThreadedEventLoopGroup.forRedis
    ) {
        self.configuration = configuration
        eventLoop = group.next()
        session = .makeBoxSendingValue(
            RedisSession(configuration: configuration, channel: nil, eventLoop: eventLoop), eventLoop: eventLoop)
    }

    /// Sends one command and returns its reply; a reply that is an error is thrown. Gives up after `timeout`
    /// (`commandTimeout` by default), together with everything else on the connection: a server that does not answer
    /// one command answers none of those behind it.
    package func send(_ command: RESPCommand, timeout: Duration? = nil) async throws(RedisError) -> RESPValue {
        let patience = (timeout ?? configuration.commandTimeout).nanoseconds
        let result: Result<RESPValue, RedisError> = await withCheckedContinuation { completion in
            eventLoop.execute { [session] in
                let deadline = RedisConnectionHandler.now.later(by: patience)
                session.value.send(RedisRequest(command: command, deadline: deadline, completion: completion))
            }
        }
        return try result.get()
    }

    /// Yields once the channel is listened to, again after every reconnect, and after messages; coalesced. The
    /// connection ends with the task that reads.
    package func signals(on channel: String) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            eventLoop.execute { [configuration, eventLoop] in
                let session = RedisSession(configuration: configuration, channel: channel, eventLoop: eventLoop) {
                    continuation.yield()
                }
                let bound = NIOLoopBound(session, eventLoop: eventLoop)
                continuation.onTermination = { _ in eventLoop.execute { bound.value.close() } }
                session.start()
            }
        }
    }

    deinit {
        eventLoop.execute { [session] in session.value.close() }
    }

    /// Ends the connection; commands under way fail. Nothing may be sent afterwards.
    package func close() async {
        await withCheckedContinuation { continuation in
            eventLoop.execute { [session] in
                session.value.close()
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
