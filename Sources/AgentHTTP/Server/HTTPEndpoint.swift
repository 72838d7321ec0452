package import NIOCore
import NIOPosix

/// One address and what is served there.
package struct HTTPEndpoint: Sendable {
    package enum Address: Sendable, Equatable, CustomStringConvertible {
        case unix(UnixSocketAddress)
        /// Port 0 takes any free one.
        case tcp(host: String, port: Int)

        package var description: String {
            switch self {
            case .unix(let address): address.path
            case .tcp(let host, let port): "\(host):\(port)"
            }
        }
    }

    package var address: Address
    package var routes: [HTTPRoute]

    package init(_ address: Address, routes: [HTTPRoute]) {
        self.address = address
        self.routes = routes
    }

    /// Finds out whether a TCP address could be bound, and leaves it free.
    package static func probe(
        host: String, port: Int, on group: any EventLoopGroup
    ) async throws(SocketError) {
        do {
            let bootstrap = ServerBootstrap(group: group).serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            try await bootstrap.bind(host: host, port: port).get().close()
        } catch {
            throw SocketError(binding: "\(host):\(port)", error)
        }
    }
}
