import NIOCore
import NIOHTTP1

extension HTTPConnection {
    /// Longer bodies take a handler long enough to hold up an event loop's other connections.
    private static let immediateBody = 16 << 10

    func dispatch(_ context: ChannelHandlerContext) {
        guard let incoming = receiving else { return }
        phase = .handling
        arm(limits.handlingTime, context)
        switch incoming.destination {
        case .refused(let response):
            answer(response, context)
        case .handler(.immediate(let handle)) where incoming.request.body.count <= Self.immediateBody:
            answer(handle(incoming.request), context)
        case .handler(.immediate(let handle)):
            start({ handle($0) }, incoming.request, context)
        case .handler(.asynchronous(let handle)):
            start(handle, incoming.request, context)
        }
    }

    private func start(
        _ handle: @escaping @Sendable (HTTPRequest) async -> HTTPResponse, _ request: HTTPRequest,
        _ context: ChannelHandlerContext
    ) {
        let loop = context.eventLoop
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: loop)
        let exchange = exchange
        task = Task {
            let response = await handle(request)
            loop.execute {
                let (connection, context) = bound.value
                guard connection.exchange == exchange, case .handling = connection.phase else { return }
                connection.answer(response, context)
            }
        }
    }

    /// Answers and ends the connection: the rest of what the client sends cannot be told apart.
    func refuse(_ problem: HTTPResponse, _ context: ChannelHandlerContext) {
        task?.cancel()
        keepsConnection = false
        answer(problem, context)
    }

    private func answer(_ response: HTTPResponse, _ context: ChannelHandlerContext) {
        let isHead = receiving?.request.method == .HEAD
        task = nil
        exchange += 1
        releaseBody()
        keepsConnection = keepsConnection && !isDraining
        phase = .writing
        arm(limits.writeTime, context)
        var buffer = context.channel.allocator.buffer(capacity: 256 + response.body.count)
        response.write(to: &buffer, isHead: isHead, keepsConnection: keepsConnection)
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { result in
            let (connection, context) = bound.value
            switch result {
            case .success: connection.wrote(context)
            case .failure: context.close(promise: nil)
            }
        }
    }

    private func wrote(_ context: ChannelHandlerContext) {
        guard case .writing = phase else { return }
        if keepsConnection, !isDraining {
            phase = .idle
            arm(limits.idle, context)
        } else {
            phase = .lingering
            arm(limits.lingerTime, context)
            context.close(mode: .output, promise: nil)
        }
        pump(context)
    }
}
