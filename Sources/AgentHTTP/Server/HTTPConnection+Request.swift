import NIOCore
import NIOHTTP1

/// A request whose head is complete.
struct IncomingRequest {
    enum Destination {
        case handler(HTTPRoute.Handler)
        case refused(HTTPResponse)
    }

    var request: HTTPRequest
    var destination: Destination
}

extension HTTPConnection {
    /// Decides by the head alone, so that a body nobody wants is never read.
    func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        // The decoder stops where a connection would turn into something else.
        keepsConnection =
            head.isKeepAlive && !isDraining && !seat.isReserve && head.method != .CONNECT
            && !head.headers.contains(name: "upgrade")
        exchange += 1
        let incoming = route(head)
        receiving = incoming
        if case .refused(let response) = incoming.destination, head.announcesBody {
            return refuse(response, context)
        }
        // A body may be long in coming, and the reserve is for all.
        if seat.isReserve, head.announcesBody { return refuse(.noConnectionLeft, context) }
        phase = .body
        arm(limits.bodyTime, context)
        if head.headers.contains(name: "expect"), head.announcesBody {
            var buffer = context.channel.allocator.buffer(capacity: 32)
            buffer.writeContinue()
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    private func route(_ head: HTTPRequestHead) -> IncomingRequest {
        var request = HTTPRequest(method: head.method, path: head.uri, headers: head.headers, peer: peer)
        guard head.version.minor == 0 || head.headers["host"].count == 1 else {
            return IncomingRequest(request, .problem(.badRequest, "one Host header is wanted"))
        }
        guard let target = RequestTarget(head.uri) else {
            return IncomingRequest(request, .problem(.badRequest, "the path or query is not rightly percent-encoded"))
        }
        request.path = target.path
        request.query = target.query
        if let refusal = refusal(for: head) { return IncomingRequest(request, refusal) }
        switch routes.match(head.method, target.segments) {
        case .found(let route, _) where seat.isReserve && !route.isHealth:
            return IncomingRequest(request, .noConnectionLeft)
        case .found(let route, let parameters):
            request.parameters = parameters
            return IncomingRequest(request: request, destination: .handler(route.handler))
        case .methodNotAllowed(let allowed):
            let problem = HTTPResponse.problem(
                .methodNotAllowed, "this path answers \(allowed)", headers: [("allow", allowed)])
            return IncomingRequest(request, problem)
        case .notFound:
            return IncomingRequest(request, .problem(.notFound, "nothing is served at this path on this endpoint"))
        }
    }

    private func refusal(for head: HTTPRequestHead) -> HTTPResponse? {
        if let expectation = head.headers.first(name: "expect"), expectation.lowercased() != "100-continue" {
            return .problem(.expectationFailed, "the only expectation that can be met is 100-continue")
        }
        if let encoding = head.headers.first(name: "content-encoding"), encoding.lowercased() != "identity" {
            return .problem(.unsupportedMediaType, "send the body without content encoding")
        }
        if let length = head.headers.first(name: "content-length"), Int(length) ?? .max > limits.body {
            return bodyTooLarge
        }
        return nil
    }

    private var bodyTooLarge: HTTPResponse {
        .problem(.payloadTooLarge, "a request's body has at most \(limits.body) bytes")
    }

    func collect(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard reserved + bytes.readableBytes <= limits.body else { return refuse(bodyTooLarge, context) }
        guard budget.take(bytes.readableBytes) else {
            let problem = HTTPResponse.problem(
                .serviceUnavailable, "too many requests hold bodies at this moment", headers: [("retry-after", "1")])
            return refuse(problem, context)
        }
        reserved += bytes.readableBytes
        receiving?.request.body.append(contentsOf: bytes.readableBytesView)
    }

    func releaseBody() {
        receiving = nil
        budget.giveBack(reserved)
        reserved = 0
    }
}

extension IncomingRequest {
    fileprivate init(_ request: HTTPRequest, _ refusal: HTTPResponse) {
        self.init(request: request, destination: .refused(refusal))
    }
}

extension HTTPRequestHead {
    fileprivate var announcesBody: Bool {
        headers.contains(name: "transfer-encoding") || headers.first(name: "content-length").map { $0 != "0" } ?? false
    }
}
