extension RedisCluster {
    /// Opens a slot's way from one master to another. Keys follow one by one.
    package func beginMoving(slot: Int, from source: Int, to destination: Int) throws {
        let (from, to) = (try identifier(of: source), try identifier(of: destination))
        try nodes[destination].command("CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", from)
        try nodes[source].command("CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", to)
    }

    package func move(key: String, from source: Int, to destination: Int) throws {
        try nodes[source].command("MIGRATE", "127.0.0.1", "\(ports[destination])", key, "0", "5000")
    }

    /// The slot belongs to its new master from now on.
    package func finishMoving(slot: Int, to destination: Int) throws {
        let identifier = try identifier(of: destination)
        try nodes[destination].command("CLUSTER", "SETSLOT", "\(slot)", "NODE", identifier)
        for node in nodes[..<masters] {
            try node.command("CLUSTER", "SETSLOT", "\(slot)", "NODE", identifier)
        }
    }

    private func identifier(of node: Int) throws -> String { try nodes[node].command("CLUSTER", "MYID") }
}
