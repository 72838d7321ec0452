import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One endpoint, bound: accepts its connections and sets each up.
final class HTTPListener: Sendable {
    /// Connections that wait in the kernel until they are accepted, and how many are at a time: a burst of them must not
    /// make the next one wait.
    private static let backlog: Int32 = 1024
    private static let acceptedTogether: UInt = 64

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
        let connections = ConnectionSet(limits)
        let routes = RouteTable(endpoint.routes)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.maxMessagesPerRead, value: acceptedTogether)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Out of descriptors, accepting pauses instead of spinning.
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // What clients do not read lies in the kernel, which charges it to the agent.
            .childChannelOption(.socketOption(.so_sndbuf), value: .init(limits.sendBuffer))
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
                throw SocketError(binding: "\(host):\(port)", error)
            }
        }
    }

    private static func setUp(
        _ channel: any Channel, _ peer: PeerCredentials?, _ connections: ConnectionSet, _ routes: RouteTable,
        _ limits: HTTPLimits, _ budget: BodyBudget
    ) throws {
        guard let seat = connections.admit(channel, from: ConnectionPeer(peer, channel.remoteAddress)) else {
            return try channel.pipeline.syncOperations.addHandler(RefusedConnection())
        }
        var heads = NIOHTTPDecoderLimitConfiguration()
        heads.maxHeaderFieldSize = limits.head
        heads.maxHeaderListSize = limits.head
        heads.maxHeaderFieldCount = limits.headerCount
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: heads)
        let connection = HTTPConnection(
            routes: routes, limits: limits, budget: budget, answers: connections.answers, peer: peer, seat: seat)
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
