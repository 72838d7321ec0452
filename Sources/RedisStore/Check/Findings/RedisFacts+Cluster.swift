import FlagStore
import RedisClient

extension RedisFacts {
    var clusterFindings: [StoreFinding] {
        guard let cluster else {
            guard greeting.value?.mode == "cluster" else { return [] }
            return [
                StoreFinding(
                    .error, "cluster", "this is a node of a cluster: it sends us away when the slot moves",
                    advice: "name it redis+cluster://HOST:PORT,HOST:PORT")
            ]
        }
        return [stateFinding(cluster), slotFinding(cluster)]
    }

    private func stateFinding(_ cluster: Cluster) -> StoreFinding {
        guard case .told(let state) = cluster.state else {
            guard case .withheld(let reason) = cluster.state else { return StoreFinding(.unknown, "cluster", "") }
            return .untold("cluster", "its state", because: reason)
        }
        let served = state["cluster_slots_ok"].flatMap { Int($0) } ?? 0
        let text = "state \(state["cluster_state"] ?? "?"), \(served) of 16384 slots served by \(masters.count) masters"
        guard state["cluster_state"] == "ok" else {
            return StoreFinding(
                .error, "cluster", text + ": commands are refused", advice: "see CLUSTER NODES for masters that failed")
        }
        guard served == 16_384 else {
            return StoreFinding(.warning, "cluster", text, advice: "see CLUSTER NODES for masters that failed")
        }
        return StoreFinding(.ok, "cluster", text)
    }

    private func slotFinding(_ cluster: Cluster) -> StoreFinding {
        switch cluster.replicas {
        case .withheld(let reason):
            StoreFinding(
                .error, "slot", "nobody serves the slot of namespace \(namespace): \(reason)",
                advice: "give the slot to a master (CLUSTER ADDSLOTS, redis-cli --cluster fix)")
        case .told(0):
            StoreFinding(
                .warning, "slot", "its master has no replica: when it is gone, so is namespace \(namespace)",
                advice: "give each master a replica")
        case .told(let count): StoreFinding(.ok, "slot", "its master has \(count) replica\(count == 1 ? "" : "s")")
        }
    }
}
