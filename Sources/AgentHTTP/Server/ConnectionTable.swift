// Who may hold connections, and who gives way. Pure: the endpoint's `ConnectionSet` performs what is said here.
//
// A connection that says nothing costs its client nothing, so whoever opens hundreds must not keep others out. The
// oldest of those that wait for their client gives way to a new one; one client has at most its share; and where all
// are at work for somebody, a few more are let in to ask for the agent's health and nothing else.

/// The connections of one endpoint, by what gives way first.
struct ConnectionTable<ID: Hashable & Sendable>: Sendable {
    enum Place: Sendable, Equatable {
        case ordinary
        /// Answers health only, and ends with the answer.
        case reserve
    }

    enum Admission: Sendable, Equatable {
        /// `insteadOf` has left the table and is to be closed.
        case admitted(Place, insteadOf: ID?)
        case refused
    }

    private struct Entry {
        var peer: ConnectionPeer
        var place: Place
        /// Rises with every wait that begins; `nil` while a request is at hand.
        var waiting: UInt64?
    }

    private let limit: Int
    private let limitPerPeer: Int
    private let reserve: Int
    private var entries: [ID: Entry] = [:]
    private var reserved = 0
    private var counts: [ConnectionPeer: Int] = [:]
    private var waits: UInt64 = 0

    /// - Parameters:
    ///   - limit: ordinary connections of all peers together.
    ///   - limitPerPeer: ordinary connections of one peer.
    ///   - reserve: connections beyond them.
    init(limit: Int, limitPerPeer: Int, reserve: Int) {
        self.limit = limit
        self.limitPerPeer = limitPerPeer
        self.reserve = reserve
    }

    mutating func admit(_ id: ID, from peer: ConnectionPeer) -> Admission {
        if counts[peer, default: 0] >= limitPerPeer {
            guard let oldest = oldestWaiting(where: { $0.place == .ordinary && $0.peer == peer }) else {
                return admitToReserve(id, from: peer)
            }
            return take(id, from: peer, .ordinary, insteadOf: oldest)
        }
        if entries.count - reserved < limit { return take(id, from: peer, .ordinary, insteadOf: nil) }
        guard let oldest = oldestWaiting(where: { $0.place == .ordinary }) else {
            return admitToReserve(id, from: peer)
        }
        return take(id, from: peer, .ordinary, insteadOf: oldest)
    }

    /// The connection waits for its client from now on: for a request, or for the rest of its head.
    mutating func waits(_ id: ID) {
        guard entries[id] != nil else { return }
        waits += 1
        entries[id]?.waiting = waits
    }

    /// A request is at hand: it does not give way.
    mutating func works(_ id: ID) { entries[id]?.waiting = nil }

    mutating func remove(_ id: ID) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        guard entry.place == .ordinary else {
            reserved -= 1
            return
        }
        let left = counts[entry.peer, default: 0] - 1
        counts[entry.peer] = left > 0 ? left : nil
    }

    private mutating func admitToReserve(_ id: ID, from peer: ConnectionPeer) -> Admission {
        if reserved < reserve { return take(id, from: peer, .reserve, insteadOf: nil) }
        guard let oldest = oldestWaiting(where: { $0.place == .reserve }) else { return .refused }
        return take(id, from: peer, .reserve, insteadOf: oldest)
    }

    private mutating func take(
        _ id: ID, from peer: ConnectionPeer, _ place: Place, insteadOf oldest: ID?
    ) -> Admission {
        if let oldest { remove(oldest) }
        entries[id] = Entry(peer: peer, place: place, waiting: nil)
        if place == .ordinary { counts[peer, default: 0] += 1 } else { reserved += 1 }
        waits(id)
        return .admitted(place, insteadOf: oldest)
    }

    private func oldestWaiting(where isMeant: (Entry) -> Bool) -> ID? {
        var oldest: (id: ID, waiting: UInt64)?
        for (id, entry) in entries where isMeant(entry) {
            guard let waiting = entry.waiting, waiting < oldest?.waiting ?? .max else { continue }
            oldest = (id, waiting)
        }
        return oldest?.id
    }
}
