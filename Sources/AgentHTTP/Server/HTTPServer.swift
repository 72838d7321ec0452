package import Logging
package import NIOCore

/// Serves HTTP/1.1 at any number of Unix and TCP endpoints, each with its own routes, on the caller's event loops.
package final class HTTPServer: Sendable {
    private let listeners: [HTTPListener]
    private let logger: Logger

    private init(listeners: [HTTPListener], logger: Logger) {
        self.listeners = listeners
        self.logger = logger
    }

    /// Binds all endpoints or none.
    package static func start(
        _ endpoints: [HTTPEndpoint], limits: HTTPLimits = HTTPLimits(), on group: any EventLoopGroup, logger: Logger
    ) async throws(SocketError) -> HTTPServer {
        let budget = BodyBudget(limits.bodiesTogether)
        var listeners: [HTTPListener] = []
        do throws(SocketError) {
            for endpoint in endpoints {
                listeners.append(try await HTTPListener.bind(endpoint, limits: limits, budget: budget, on: group))
                logger.info("listening", metadata: ["address": "\(endpoint.address)"])
            }
        } catch {
            for listener in listeners { await listener.close() }
            throw error
        }
        return HTTPServer(listeners: listeners, logger: logger)
    }

    /// The TCP endpoints' ports, in the order the endpoints were given.
    package var ports: [Int] { listeners.compactMap(\.port) }

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
