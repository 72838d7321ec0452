import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Opens channels to servers, in the clear or in TLS.
struct RedisConnector {
    let configuration: RedisConfiguration
    let eventLoop: any EventLoop

    /// Connects, with the handler at the pipeline's end; it is made on the event loop.
    func connect(
        to endpoint: RedisEndpoint, makeHandler: @escaping () throws -> RedisConnectionHandler
    ) -> EventLoopFuture<any Channel> {
        let handler = NIOLoopBound(makeHandler, eventLoop: eventLoop)
        guard let encryption = configuration.encryption else {
            return open(endpoint) { try $0.addHandler(handler.value()) }
        }
        return EncryptionContext.load(encryption, on: eventLoop).flatMap { context in
            open(endpoint) { pipeline in
                try pipeline.addHandlers(
                    context.makeHandler(for: endpoint),
                    EncryptionFailureHandler(expectedName: context.name(of: endpoint)))
                try pipeline.addHandler(handler.value())
            }
        }
    }

    private func open(
        _ endpoint: RedisEndpoint,
        _ fill: @escaping @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(.nanoseconds(Int64(clamping: configuration.connectTimeout.nanoseconds)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try fill(channel.pipeline.syncOperations) }
            }
        return switch endpoint {
        case .host(let host, let port): bootstrap.connect(host: host, port: port)
        case .socket(let path): bootstrap.connect(unixDomainSocketPath: path)
        }
    }

    /// Why no connection came about.
    static func error(_ cause: any Error) -> RedisError {
        if let error = cause as? RedisError { return error }
        guard let cause = cause as? NIOConnectionError else {
            return RedisError(.unavailable, SocketFailure.text(cause))
        }
        return RedisError(
            .unavailable,
            cause.connectionErrors.first.map { SocketFailure.text($0.error) } ?? "the name \(cause.host) is not known")
    }
}

/// Behind the handler that speaks TLS: turns its errors into ones that say what to do.
private final class EncryptionFailureHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let expectedName: String?

    init(expectedName: String?) {
        self.expectedName = expectedName
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let failure = EncryptionFailure(
            expectedName: expectedName, certificate: try? context.pipeline.syncOperations.nioSSL_peerCertificate(),
            now: time(nil))
        context.fireErrorCaught(failure.error(error) ?? error)
    }
}
