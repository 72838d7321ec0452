import NIOCore
import NIOHTTP1

extension HTTPConnection {
    /// Longer bodies take a handler long enough to hold up an event loop's other connections.
    private static let immediateBody = 16 << 10
    /// So much of an answer is handed to the kernel at a time.
    private static let pieceBytes = 64 << 10

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
        var response = response
        let length = response.body.count
        if isHead {
            response.body = []
        } else if let cost = answers.take(length) {
            unread = cost
        } else {
            response = .problem(
                .serviceUnavailable, "too many answers wait to be read at this moment", headers: [("retry-after", "1")])
        }
        phase = .writing
        var buffer = context.channel.allocator.buffer(capacity: 512)
        response.writeHead(to: &buffer, length: isHead ? length : response.body.count, keepsConnection: keepsConnection)
        send(buffer, response.body[...], context)
    }

    /// Writes what is ready and the next piece of the body, and goes on when the client has read that: one copy of a long
    /// answer is enough.
    private func send(_ ready: ByteBuffer, _ rest: ArraySlice<UInt8>, _ context: ChannelHandlerContext) {
        var buffer = ready
        buffer.writeBytes(rest.prefix(Self.pieceBytes))
        let rest = rest.dropFirst(Self.pieceBytes)
        arm(limits.writeTime, context)
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { result in
            let (connection, context) = bound.value
            guard case .success = result, case .writing = connection.phase else {
                return context.close(promise: nil)
            }
            guard !rest.isEmpty else { return connection.wrote(context) }
            // Not from here: a client that reads fast would have every piece sent from within the one before.
            context.eventLoop.execute {
                let (connection, context) = bound.value
                guard case .writing = connection.phase else { return }
                connection.send(context.channel.allocator.buffer(capacity: Self.pieceBytes), rest, context)
            }
        }
    }

    func releaseAnswer() {
        answers.giveBack(unread)
        unread = 0
    }

    private func wrote(_ context: ChannelHandlerContext) {
        releaseAnswer()
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
