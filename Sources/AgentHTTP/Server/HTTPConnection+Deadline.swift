import NIOCore
import NIOHTTP1

extension HTTPConnection {
    /// Gives the phase that has just begun its time.
    func arm(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline.set(.now() + time, on: context.eventLoop, check: check(context))
    }

    private func check(_ context: ChannelHandlerContext) -> @Sendable () -> Void {
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        return { bound.value.connection.timerFired(bound.value.context) }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        if case .closed = phase { return }
        guard deadline.hasPassed(at: .now(), on: context.eventLoop, check: check(context)) else { return }
        switch phase {
        case .head: refuse(.problem(.requestTimeout, "the request's headers did not arrive in time"), context)
        case .body: refuse(.problem(.requestTimeout, "the request's body did not arrive in time"), context)
        case .handling: refuse(.problem(.serviceUnavailable, "no answer was ready in time"), context)
        case .idle, .writing, .lingering: context.close(promise: nil)
        case .closed: break
        }
        // A refusal may have stopped the pump's work; a read that was held back must not be forgotten.
        pump(context)
    }
}
