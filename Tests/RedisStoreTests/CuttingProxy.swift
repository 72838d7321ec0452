import NIOCore
import NIOPosix
import Synchronization

/// Stands between a store and its server, and closes each connection after so many bytes of what the server sent.
final class CuttingProxy: Sendable {
    private final class Limit: Sendable {
        let bytes = Atomic(Int.max)
    }

    private let listener: any Channel
    private let limit: Limit

    /// - Parameter upstream: the server's socket.
    init(upstream: String) async throws {
        let limit = Limit()
        self.limit = limit
        listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(
                        Requests(upstream: upstream, limit: limit.bytes.load(ordering: .relaxed)))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { listener.localAddress?.port ?? 0 }

    /// For connections made from now on.
    func cut(after bytes: Int) { limit.bytes.store(bytes, ordering: .relaxed) }

    func close() async throws { try await listener.close().get() }

    /// What the client sends, held back until the server is reached.
    private final class Requests: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let upstream: String
        private let limit: Int
        private var server: (any Channel)?
        private var early: [ByteBuffer] = []

        init(upstream: String, limit: Int) {
            self.upstream = upstream
            self.limit = limit
        }

        func channelActive(context: ChannelHandlerContext) {
            let client = context.channel
            let limit = limit
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { server in
                    server.eventLoop.makeCompletedFuture {
                        try server.pipeline.syncOperations.addHandler(Replies(client: client, limit: limit))
                    }
                }
                .connect(unixDomainSocketPath: upstream)
                .assumeIsolated()
                .whenSuccess { [self] server in
                    self.server = server
                    for buffer in early { server.writeAndFlush(buffer, promise: nil) }
                }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let server else { return early.append(unwrapInboundIn(data)) }
            server.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { server?.close(promise: nil) }
    }

    private final class Replies: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let client: any Channel
        private var left: Int

        init(client: any Channel, limit: Int) {
            self.client = client
            left = limit
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = unwrapInboundIn(data)
            let part = buffer.readSlice(length: min(left, buffer.readableBytes)) ?? ByteBuffer()
            left -= part.readableBytes
            client.writeAndFlush(part, promise: nil)
            if left == 0 { client.close(promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }
    }
}
