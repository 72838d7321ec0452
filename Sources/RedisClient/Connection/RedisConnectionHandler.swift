import NIOCore
import NIOSSL

/// The shell around `ConnectionState` in a channel's pipeline: parses, writes, and keeps its timer. Lives on one event
/// loop.
final class RedisConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the session wants to know.
    struct Events {
        var ready: (RedisConnectionHandler) -> Void
        var reply: (RedisRequest, RESPValue) -> Void
        var message: ([UInt8]) -> Void
        /// Once, with the requests that will have no reply.
        var closed: (RedisError, [RedisRequest]) -> Void
    }

    private var state: ConnectionState<RedisRequest>
    private var parser: RESPParser
    private let connectDeadline: UInt64
    private let isEncrypted: Bool
    /// A Unix socket, where nobody turned TLS on by the port alone.
    private let isLocal: Bool
    private var events: Events?
    private var context: ChannelHandlerContext?
    private var cause: RedisError?
    private var hasUnflushed = false
    private var timer: Scheduled<Void>?
    private var timerAt: UInt64 = .max

    init(
        greeting: Greeting, endpoint: RedisEndpoint, configuration: RedisConfiguration, connectDeadline: UInt64,
        events: Events
    ) throws(RedisError) {
        state = ConnectionState(greeting: greeting, configuration: configuration)
        parser = try RESPParser(limits: configuration.limits)
        self.connectDeadline = connectDeadline
        isEncrypted = configuration.encryption != nil
        if case .socket = endpoint { isLocal = true } else { isLocal = false }
        self.events = events
    }

    func channelActive(context: ChannelHandlerContext) {
        // Closed while it was still connecting.
        guard cause == nil else { return context.close(promise: nil) }
        self.context = context
        for command in state.connected(at: Self.now, deadline: connectDeadline) { write(command) }
        setTimer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        do throws(RedisError) {
            try buffer.withUnsafeReadableBytes { bytes throws(RedisError) in try parser.feed(bytes) }
            while cause == nil, let reply = try parser.next() { perform(state.received(reply, at: Self.now)) }
        } catch {
            close(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(cause ?? hinted(RedisError(.unavailable, "the server closed the connection")))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // After the greeting, TLS fails like any connection; what was under way may have run.
        if state.isGreeting, let error = error as? RedisError { return close(error) }
        close(hinted(RedisError(.unavailable, "the connection failed: \(SocketFailure.text(error))")))
    }

    /// Which TLS it is; `nil`: none.
    var encryption: String? {
        guard let context, let version = try? context.pipeline.syncOperations.nioSSL_tlsVersion() else { return nil }
        return EncryptionContext.name(of: version)
    }

    /// Sends, or hands the request back where this connection cannot take it.
    func send(_ request: RedisRequest) -> Bool {
        let prelude = request.prelude
        guard cause == nil, state.send(request, deadline: request.deadline, prelude: prelude.map(\.use)) else {
            return false
        }
        for before in prelude { write(before.command) }
        write(request.command)
        setTimer()
        return true
    }

    /// Takes no more requests, and closes when the last one under way is answered.
    func retire() {
        state.retire()
        closeIfSpent()
    }

    /// Fails what is under way, then closes the channel. The peer may be gone, so nothing waits for it.
    func close(_ error: RedisError) {
        guard cause == nil else { return }
        cause = error
        context?.close(promise: nil)
        finish(error)
    }

    private func perform(_ action: ConnectionState<RedisRequest>.ReceiveAction) {
        switch action {
        case .nothing: break
        case .ready:
            setTimer()
            events?.ready(self)
        case .complete(let request, let reply): complete(request, with: reply)
        case .message(let payload): events?.message(payload)
        case .close(let error): close(error)
        }
    }

    private func complete(_ request: RedisRequest, with reply: RESPValue) {
        var request = request
        if request.inquiry != nil { request.standing = ServerStanding(answers: state.heard) }
        let confirmation = request.confirmation(of: reply, at: Self.now)
        if let confirmation, state.followUp(confirmation, deadline: confirmation.deadline) {
            write(confirmation.command)
            setTimer()
        } else {
            events?.reply(request, reply)
        }
        closeIfSpent()
    }

    private func closeIfSpent() {
        if state.isSpent { close(RedisError(.unavailable, "the connection is not needed any more")) }
    }

    /// A server that speaks TLS and one that does not hang up on each other, or wait for each other.
    private func hinted(_ error: RedisError) -> RedisError {
        guard state.isGreeting else { return error }
        let message = "\(error.message) before it greeted us"
        if isEncrypted { return RedisError(error.code, "\(message); does it speak TLS there?") }
        return RedisError(error.code, isLocal ? message : "\(message); does it speak TLS there (rediss)?")
    }

    private func finish(_ error: RedisError) {
        timer?.cancel()
        timer = nil
        let unanswered = state.closed()
        events?.closed(error, unanswered)
        events = nil
        context = nil
    }

    /// Writes at once, flushes once a turn of the loop: commands sent together travel together.
    private func write(_ command: RESPCommand) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 256)
        command.write(to: &buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
        guard !hasUnflushed else { return }
        hasUnflushed = true
        context.eventLoop.assumeIsolated().execute {
            self.hasUnflushed = false
            self.context?.flush()
        }
    }

    private func setTimer() {
        guard let context, state.wakeAt < timerAt else { return }
        timer?.cancel()
        timerAt = state.wakeAt
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(timerAt)) {
            self.timerAt = .max
            switch self.state.timePassed(at: Self.now) {
            case .nothing: break
            case .ping: self.write(RESPCommand("PING"))
            case .close(let error): self.close(self.hinted(error))
            }
            self.setTimer()
        }
    }

    static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}
