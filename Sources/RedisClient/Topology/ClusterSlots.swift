/// Which nodes serve which slots, as `CLUSTER SLOTS` says. That command is older than `CLUSTER SHARDS`, and every
/// managed service has it.
struct ClusterSlots: Equatable {
    struct Range: Equatable {
        let slots: ClosedRange<Int>
        /// `nil` where a node does not say its own address: it is the one that was asked.
        let master: RedisEndpoint?
        let replicas: [RedisEndpoint]
    }

    /// Remembered as entries to the cluster; more nodes than these are not needed for that.
    static let nodeLimit = 64

    let ranges: [Range]

    static let command = RESPCommand("CLUSTER", "SLOTS")

    /// `[[first, last, [host, port, …], …], …]`; `nil` where it is something else.
    init?(_ reply: RESPValue) {
        guard let entries = reply.array, entries.count <= HashSlot.count else { return nil }
        var ranges: [Range] = []
        for entry in entries {
            guard let parts = entry.array, parts.count >= 3,
                let first = Self.slot(parts[0]), let last = Self.slot(parts[1]), first <= last,
                let master = parts[2].array, master.count >= 2
            else { return nil }
            ranges.append(
                Range(
                    slots: first...last, master: Self.endpoint(master),
                    replicas: parts[3...].compactMap { $0.array.flatMap(Self.endpoint) }))
        }
        self.ranges = ranges
    }

    /// Who serves a slot; the node that `peer` is, where it does not name itself. `nil`: nobody does.
    func master(of slot: HashSlot, askedOf peer: RedisEndpoint) -> RedisEndpoint? {
        ranges.first { $0.slots.contains(slot.number) }.map { $0.master ?? peer }
    }

    /// Masters with slots, each once, in the order of their slots.
    func masters(askedOf peer: RedisEndpoint) -> [RedisEndpoint] {
        Self.unique(ranges.map { $0.master ?? peer })
    }

    /// Nodes that can be asked next time; masters first.
    var nodes: [RedisEndpoint] {
        Array(Self.unique(ranges.compactMap(\.master) + ranges.flatMap(\.replicas)).prefix(Self.nodeLimit))
    }

    private static func slot(_ value: RESPValue) -> Int? {
        value.integer.flatMap(Int.init(exactly:)).flatMap { (0..<HashSlot.count).contains($0) ? $0 : nil }
    }

    private static func endpoint(_ node: [RESPValue]) -> RedisEndpoint? {
        guard node.count >= 2 else { return nil }
        return RedisEndpoint(host: node[0].text, port: node[1].integer.flatMap(Int.init(exactly:)))
    }

    private static func unique(_ endpoints: [RedisEndpoint]) -> [RedisEndpoint] {
        var seen: Set<RedisEndpoint> = []
        return endpoints.filter { seen.insert($0).inserted }
    }
}
