import NIOCore
import NIOHTTP1

/// A connection over the endpoint's limit: told so, and closed without reading a byte.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = Never
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 512)
        HTTPResponse.noConnectionLeft.write(to: &buffer, keepsConnection: false)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}

extension HTTPResponse {
    static var noConnectionLeft: HTTPResponse {
        .problem(.serviceUnavailable, "this endpoint has no connection left", headers: [("retry-after", "1")])
    }
}
