package import Logging
package import NIOCore
import Synchronization

/// Serves HTTP/1.1 at any number of Unix and TCP endpoints, each with its own routes, on the caller's event loops.
package final class HTTPServer: Sendable {
    private let limits: HTTPLimits
    private let budget: BodyBudget
    private let group: any EventLoopGroup
    private let opened = Mutex<[HTTPListener]>([])
    private let logger: Logger

    /// Serves nothing until an endpoint is opened.
    package init(limits: HTTPLimits = HTTPLimits(), on group: any EventLoopGroup, logger: Logger) {
        self.limits = limits
        budget = BodyBudget(limits.bodiesTogether)
        self.group = group
        self.logger = logger
    }

    /// Binds all endpoints or none.
    package static func start(
        _ endpoints: [HTTPEndpoint], limits: HTTPLimits = HTTPLimits(), on group: any EventLoopGroup, logger: Logger
    ) async throws(SocketError) -> HTTPServer {
        let server = HTTPServer(limits: limits, on: group, logger: logger)
        do throws(SocketError) {
            for endpoint in endpoints { try await server.open(endpoint) }
        } catch {
            for listener in server.listeners { await listener.close() }
            throw error
        }
        return server
    }

    /// Binds one more endpoint. One that could not be bound may be tried again.
    package func open(_ endpoint: HTTPEndpoint) async throws(SocketError) {
        let listener = try await HTTPListener.bind(endpoint, limits: limits, budget: budget, on: group)
        opened.withLock { $0.append(listener) }
        logger.info("listening", metadata: ["address": "\(endpoint.address)"])
    }

    /// The TCP endpoints' ports, in the order in which they were opened.
    package var ports: [Int] { listeners.compactMap(\.port) }

    /// At all endpoints.
    package var turnedAway: TurnedAway { listeners.reduce(TurnedAway()) { $0 + $1.connections.turnedAway } }

    private var listeners: [HTTPListener] { opened.withLock { $0 } }

    /// Open connections at all endpoints.
    package var connectionCount: Int { listeners.reduce(0) { $0 + $1.connections.count } }

    /// Accepts nothing more, lets the requests at hand be answered for at most `limit`, and then cuts off what is left.
    package func shutdown(within limit: Duration = .seconds(5)) async {
        for listener in listeners { await listener.close() }
        for listener in listeners { listener.connections.drain() }
        let deadline = ContinuousClock.now + limit
        while connectionCount > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        guard connectionCount > 0 else { return }
        logger.notice("connections cut off at shutdown", metadata: ["count": "\(connectionCount)"])
        for listener in listeners { listener.connections.closeAll() }
    }
}
