import NIOCore
import Synchronization

/// The open connections of one endpoint: admitted, made to give way, and within reach for draining.
final class ConnectionSet: Sendable {
    /// Fired at a connection whose place another one has taken: it ends at once, or with the answer it is at.
    struct GivesWay {}

    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var table: ConnectionTable<ObjectIdentifier>
        var turnedAway = TurnedAway()
        var isDraining = false
    }

    let answers: AnswerBudget
    private let state: Mutex<State>

    init(_ limits: HTTPLimits) {
        answers = AnswerBudget(limits.answersTogether)
        state = Mutex(
            State(
                table: ConnectionTable(
                    limit: limits.connectionsPerEndpoint, limitPerPeer: limits.connectionsPerPeer,
                    reserve: limits.healthReserve)))
    }

    var count: Int { state.withLock { $0.channels.count } }

    var turnedAway: TurnedAway { state.withLock { $0.turnedAway } }

    /// A place for the connection; `nil` where there is none, or the endpoint is draining.
    func admit(_ channel: any Channel, from peer: ConnectionPeer) -> ConnectionSeat? {
        let id = ObjectIdentifier(channel)
        let (seat, leaver) = state.withLock { state -> (ConnectionSeat?, (any Channel)?) in
            guard !state.isDraining else { return (nil, nil) }
            guard case .admitted(let place, let leaver) = state.table.admit(id, from: peer) else {
                state.turnedAway.refused += 1
                return (nil, nil)
            }
            state.channels[id] = channel
            if leaver != nil { state.turnedAway.gaveWay += 1 }
            if place == .reserve { state.turnedAway.healthOnly += 1 }
            let seat = ConnectionSeat(set: self, id: id, isReserve: place == .reserve)
            return (seat, leaver.flatMap { state.channels[$0] })
        }
        leaver?.pipeline.fireUserInboundEventTriggered(GivesWay())
        guard let seat else { return nil }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock {
                $0.table.remove(id)
                $0.channels[id] = nil
            }
        }
        return seat
    }

    func waits(_ id: ObjectIdentifier) { state.withLock { $0.table.waits(id) } }
    func works(_ id: ObjectIdentifier) { state.withLock { $0.table.works(id) } }

    /// Lets every connection end after the request it is at; no further one is admitted.
    func drain() {
        let channels = state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }
}

/// A connection's place in its endpoint's set, which it tells what it is at.
struct ConnectionSeat: Sendable {
    let set: ConnectionSet
    let id: ObjectIdentifier
    /// Only health is answered here.
    let isReserve: Bool

    func waits() { set.waits(id) }
    func works() { set.works(id) }
}
