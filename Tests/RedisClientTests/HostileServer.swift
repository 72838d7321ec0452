import NIOCore
import NIOPosix

/// A peer that no real server plays: answers every connection with the bytes it was given, in the pieces it was told.
struct HostileServer {
    private let channel: any Channel

    init(answer: [UInt8], chunk: Int = .max) async throws {
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answering(answer: answer, chunk: chunk))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func close() async throws { try await channel.close().get() }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: [UInt8]
        private let chunk: Int

        init(answer: [UInt8], chunk: Int) {
            self.answer = answer
            self.chunk = chunk
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var rest = answer[...]
            while !rest.isEmpty {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: rest.prefix(chunk))), promise: nil)
                rest = rest.dropFirst(chunk)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
