/// Finds the one server that takes commands, by asking peers one after the other: sentinels for their group's master,
/// nodes of a cluster for the master of a slot. Who answered is asked first next time, and who has not, last.
struct MasterSearch {
    enum Kind {
        case sentinel(master: String)
        case cluster(HashSlot)
    }

    private let kind: Kind
    private let seeds: [RedisEndpoint]
    /// In the order in which they are asked.
    private(set) var peers: [RedisEndpoint]
    /// How many of `peers` this search has asked.
    private var asked = 0
    private var failures: [RedisError] = []

    init(_ kind: Kind, seeds: [RedisEndpoint]) {
        self.kind = kind
        self.seeds = seeds
        peers = seeds
    }

    var question: RESPCommand {
        switch kind {
        case .sentinel(let master): RESPCommand("SENTINEL", "GET-MASTER-ADDR-BY-NAME", .init(master))
        case .cluster: ClusterSlots.command
        }
    }

    mutating func begin() {
        asked = 0
        failures = []
    }

    /// Whom to ask now; `nil` when all were.
    mutating func next() -> RedisEndpoint? {
        guard asked < peers.count else { return nil }
        defer { asked += 1 }
        return peers[asked]
    }

    /// Where the master is, by the reply of the peer asked last; `nil` where the next one has to be asked.
    mutating func received(_ result: Result<RESPValue, RedisError>) -> RedisEndpoint? {
        guard asked > 0, asked <= peers.count else { return nil }
        let peer = peers[asked - 1]
        switch result {
        case .failure(let error): failures.append(error)
        case .success(let reply):
            if let master = master(in: reply, from: peer) { return master }
            failures.append(RedisError(.unavailable, "\(peer): \(emptyAnswer)"))
        }
        return nil
    }

    /// The last master found turned out to be of no use: who named it is asked last.
    mutating func distrust() {
        guard let first = peers.first else { return }
        peers.removeFirst()
        peers.append(first)
    }

    /// Why no master was found. Where all peers had one kind of reason, that is it: a wrong password stays one.
    var failure: RedisError {
        let subject =
            switch kind {
            case .sentinel(let master): "no sentinel knows where the master of \(master) is"
            case .cluster(let slot): "no node of the cluster knows who serves slot \(slot.number)"
            }
        let codes = Set(failures.map(\.code))
        let isRefusal = codes == [.authentication] || codes == [.encryption]
        return RedisError(
            isRefusal ? failures[0].code : .unavailable,
            "\(subject): \(failures.prefix(8).map(\.message).joined(separator: "; "))")
    }

    private mutating func master(in reply: RESPValue, from peer: RedisEndpoint) -> RedisEndpoint? {
        switch kind {
        case .sentinel:
            guard let address = reply.array, address.count == 2,
                let master = RedisEndpoint(host: address[0].text, port: address[1].text.flatMap { Int($0) })
            else { return nil }
            order(peer, others: peers)
            return master
        case .cluster(let slot):
            guard let slots = ClusterSlots(reply), let master = slots.master(of: slot, askedOf: peer) else {
                return nil
            }
            order(peer, others: slots.nodes + seeds)
            return master
        }
    }

    private mutating func order(_ first: RedisEndpoint, others: [RedisEndpoint]) {
        var seen: Set<RedisEndpoint> = []
        peers = ([first] + others).filter { seen.insert($0).inserted }
    }

    private var emptyAnswer: String {
        switch kind {
        case .sentinel(let master): "it watches no group named \(master)"
        case .cluster(let slot): "nobody serves slot \(slot.number), or this is no cluster"
        }
    }
}
