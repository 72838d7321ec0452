import NIOCore

/// In front of the decoder: tells the connection that a request begins, and drops bytes nobody wants any more.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Fired where bytes come while no request is at hand.
    struct RequestBegins {}

    private let connection: HTTPConnection

    init(_ connection: HTTPConnection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch connection.phase {
        case .idle: context.fireUserInboundEventTriggered(RequestBegins())
        case .head, .body, .handling, .writing: break
        case .lingering, .closed: return
        }
        context.fireChannelRead(data)
    }
}
