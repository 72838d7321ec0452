/// Nodes of a cluster on 127.0.0.1: the first ones are masters with equal parts of the slots, the others replicas.
package final class RedisCluster: Sendable {
    package let nodes: [RedisServer]
    package let ports: [Int]
    package let masters: Int
    /// Where the nodes speak to each other.
    private let busPorts: [Int]

    /// Returns once every node finds the cluster whole.
    ///
    /// - Parameters:
    ///   - replicasOf: whose replica each further node is.
    ///   - arguments: how a node listens.
    package init(
        masters: Int, replicasOf: [Int] = [], arguments: (_ port: Int) -> [String] = { ["--port", "\($0)"] }
    ) async throws {
        self.masters = masters
        ports = try (0..<(masters + replicasOf.count)).map { _ in try TestPorts.next() }
        busPorts = try ports.map { _ in try TestPorts.next() }
        var nodes: [RedisServer] = []
        for (port, busPort) in zip(ports, busPorts) {
            nodes.append(
                try await RedisServer(
                    keepsData: true,
                    arguments: arguments(port) + [
                        "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-port",
                        "\(busPort)", "--cluster-node-timeout", "2000", "--cluster-announce-ip",
                        "127.0.0.1", "--repl-diskless-sync-delay", "0",
                        // A replica that leaves for another master could not replace its own.
                        "--cluster-allow-replica-migration", "no",
                    ]))
        }
        self.nodes = nodes
        try await assemble(replicasOf)
    }

    /// Which of the nodes was given a slot.
    package func owner(of slot: Int) -> Int { slot * masters / 16_384 }

    private func assemble(_ replicasOf: [Int]) async throws {
        for (index, node) in nodes.enumerated() {
            try node.command("CLUSTER", "SET-CONFIG-EPOCH", "\(index + 1)")
            guard index < masters else { continue }
            let slots = (0..<16_384).filter { owner(of: $0) == index }
            guard let first = slots.first, let last = slots.last else { continue }
            try node.command("CLUSTER", "ADDSLOTSRANGE", "\(first)", "\(last)")
        }
        for (port, busPort) in zip(ports, busPorts).dropFirst() {
            try nodes[0].command("CLUSTER", "MEET", "127.0.0.1", "\(port)", "\(busPort)")
        }
        for (master, node) in zip(replicasOf, nodes.dropFirst(masters)) {
            let identifier = try nodes[master].command("CLUSTER", "MYID")
            try await eventually("a replica joins") {
                try node.command("CLUSTER", "REPLICATE", identifier) == "OK"
            }
        }
        for node in nodes {
            try await eventually("the cluster is whole") {
                let info = try node.command("CLUSTER", "INFO")
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:\(self.nodes.count)")
                    && info.contains("cluster_slots_ok:16384")
            }
        }
        for node in nodes.dropFirst(masters) {
            try await eventually("a replica has its master's data") {
                try node.command("INFO", "replication").contains("master_link_status:up")
            }
        }
    }
}
