// One connection: takes in requests one after the other, hands each to its route, writes the answer.
//
// Pipelined requests wait in `arrivals`, and nothing more is read meanwhile, so that a client holds at most what one
// turn of reading brought. `ArrivalHandler`, in front of the decoder, tells when bytes came that make no request yet.
import NIOCore
import NIOHTTP1

final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Between requests.
        case idle
        /// Some bytes of a request's head have come.
        case head
        /// The head is complete; `receiving` holds it.
        case body
        case handling
        case writing
        /// The last answer is out; what still comes is thrown away.
        case lingering
        case closed
    }

    enum Arrival {
        case part(HTTPServerRequestPart)
        /// The bytes are no HTTP, and the rest of the connection is lost.
        case failed(HTTPResponse)
        /// The client sends nothing more.
        case ended
    }

    let routes: RouteTable
    let limits: HTTPLimits
    let budget: BodyBudget
    let answers: AnswerBudget
    let peer: PeerCredentials?
    let seat: ConnectionSeat

    var phase = Phase.idle {
        didSet {
            switch phase {
            case .idle, .head, .lingering: seat.waits()
            case .body: seat.works()
            case .handling, .writing, .closed: break
            }
        }
    }
    var receiving: IncomingRequest?
    /// Bytes taken from the budget.
    var reserved = 0
    /// Bytes of the answer at hand, taken from the budget of answers.
    var unread = 0
    var keepsConnection = true
    var isDraining = false
    /// Tells a handler's late answer from that of the request at hand.
    var exchange = 0
    var task: Task<Void, Never>?
    var deadline = ConnectionDeadline()

    private var arrivals = CircularBuffer<Arrival>()
    private var isPumping = false
    private var wantsRead = false

    init(
        routes: RouteTable, limits: HTTPLimits, budget: BodyBudget, answers: AnswerBudget, peer: PeerCredentials?,
        seat: ConnectionSeat
    ) {
        self.routes = routes
        self.limits = limits
        self.budget = budget
        self.answers = answers
        self.peer = peer
        self.seat = seat
    }

    private var takesArrivals: Bool {
        switch phase {
        case .idle, .head, .body, .lingering, .closed: true
        case .handling, .writing: false
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        arm(seat.isReserve ? limits.reserveTime : limits.idle, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        task?.cancel()
        releaseBody()
        releaseAnswer()
        deadline.cancel()
        arrivals.removeAll()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        arrive(.part(unwrapInboundIn(data)), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow:
            arrive(
                .failed(.problem(.requestHeaderFieldsTooLarge, "a request's head has at most \(limits.head) bytes")),
                context)
        case HTTPParserError.invalidVersion:
            arrive(.failed(.problem(.httpVersionNotSupported, "this server speaks HTTP/1.1")), context)
        case is HTTPParserError:
            arrive(.failed(.problem(.badRequest, "this is no HTTP request: \(error)")), context)
        case is ByteToMessageDecoderError:
            break  // More bytes after the first error, which is being answered.
        default:
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ArrivalHandler.RequestBegins:
            phase = .head
            arm(seat.isReserve ? limits.reserveTime : limits.headTime, context)
        case ChannelEvent.inputClosed:
            arrive(.ended, context)
        case is ChannelShouldQuiesceEvent:
            isDraining = true
            if case .idle = phase, arrivals.isEmpty { context.close(promise: nil) }
        case is ConnectionSet.GivesWay:
            isDraining = true
            switch phase {
            case .idle where arrivals.isEmpty, .head, .lingering: context.close(promise: nil)
            case .idle, .body, .handling, .writing, .closed: break
            }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        guard takesArrivals, arrivals.isEmpty else {
            wantsRead = true
            return
        }
        context.read()
    }

    private func arrive(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        arrivals.append(arrival)
        pump(context)
    }

    /// Goes through what has arrived until an answer has to be waited for.
    func pump(_ context: ChannelHandlerContext) {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while takesArrivals, let arrival = arrivals.popFirst() { take(arrival, context) }
        if takesArrivals, wantsRead {
            wantsRead = false
            context.read()
        }
    }

    private func take(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch (phase, arrival) {
        case (.closed, _): break
        case (.idle, .ended), (.lingering, .ended): context.close(promise: nil)
        case (.lingering, _): break
        case (_, .failed(let problem)): refuse(problem, context)
        case (_, .ended): refuse(.problem(.badRequest, "the request is cut short"), context)
        case (.body, .part(.body(let bytes))): collect(bytes, context)
        case (.body, .part(.end)): dispatch(context)
        case (_, .part(.head(let head))): begin(head, context)
        case (_, .part): break
        }
    }
}
