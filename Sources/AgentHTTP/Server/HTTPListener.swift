import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One endpoint, bound: accepts its connections and sets each up.
final class HTTPListener: Sendable {
    private static let backlog: Int32 = 256

    let connections: ConnectionSet
    private let channel: any Channel
    private let socket: BoundUnixSocket?

    private init(connections: ConnectionSet, channel: any Channel, socket: BoundUnixSocket?) {
        self.connections = connections
        self.channel = channel
        self.socket = socket
    }

    /// The port, where this is TCP.
    var port: Int? { channel.localAddress?.port }

    static func bind(
        _ endpoint: HTTPEndpoint, limits: HTTPLimits, budget: BodyBudget, on group: any EventLoopGroup
    ) async throws(SocketError) -> HTTPListener {
        let connections = ConnectionSet(limit: limits.connectionsPerEndpoint)
        let routes = RouteTable(endpoint.routes)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Out of descriptors, accepting pauses instead of spinning.
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
        switch endpoint.address {
        case .unix(let address):
            let socket = try address.bind(type: SOCK_STREAM) { descriptor throws(SocketError) in
                guard listen(descriptor, backlog) == 0 else {
                    throw SocketError(.system, address: address.path, "cannot listen: \(systemReason(errno))")
                }
            }
            let served = bootstrap.childChannelInitializer { channel in
                PeerCredentials.read(from: channel).flatMapThrowing { peer in
                    try setUp(channel, peer, connections, routes, limits, budget)
                }
            }
            do {
                let channel = try await served.withBoundSocket(socket.descriptor).get()
                return HTTPListener(connections: connections, channel: channel, socket: socket)
            } catch {
                socket.unlinkIfOwn()
                throw SocketError(.system, address: address.path, "cannot be served: \(error)")
            }
        case .tcp(let host, let port):
            let served = bootstrap.childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try setUp(channel, nil, connections, routes, limits, budget)
                }
            }
            do {
                let channel = try await served.bind(host: host, port: port).get()
                return HTTPListener(connections: connections, channel: channel, socket: nil)
            } catch {
                let code: SocketError.Code = (error as? IOError)?.errnoCode == EADDRINUSE ? .inUse : .system
                throw SocketError(code, address: "\(host):\(port)", "cannot bind: \(error)")
            }
        }
    }

    private static func setUp(
        _ channel: any Channel, _ peer: PeerCredentials?, _ connections: ConnectionSet, _ routes: RouteTable,
        _ limits: HTTPLimits, _ budget: BodyBudget
    ) throws {
        guard connections.admit(channel) else {
            return try channel.pipeline.syncOperations.addHandler(RefusedConnection())
        }
        var heads = NIOHTTPDecoderLimitConfiguration()
        heads.maxHeaderFieldSize = limits.head
        heads.maxHeaderListSize = limits.head
        heads.maxHeaderFieldCount = limits.headerCount
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: heads)
        let connection = HTTPConnection(routes: routes, limits: limits, budget: budget, peer: peer)
        try channel.pipeline.syncOperations.addHandlers([
            ArrivalHandler(connection), ByteToMessageHandler(decoder), connection,
        ])
    }

    /// Accepts nothing more, and takes the socket's file away.
    func close() async {
        socket?.unlinkIfOwn()
        try? await channel.close()
    }
}
