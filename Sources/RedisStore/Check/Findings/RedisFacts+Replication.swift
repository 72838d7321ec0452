import FlagStore
import RedisClient

extension RedisFacts {
    /// Seconds without a word from a replica; they report once a second.
    private static let longestSilence: Int64 = 5
    /// Bytes of the replication stream.
    private static let longestLag: Int64 = 1 << 20

    var replicationFindings: [StoreFinding] {
        if greeting.value?.role == "replica" || info.value?["role"] == "slave" {
            return [
                StoreFinding(
                    .error, "replication", "this is a replica: it refuses every change",
                    advice: "name its master, or the sentinels or cluster that know it")
            ]
        }
        guard let info = info.value, info["role"] != nil else {
            return [.untold("replication", "which replicas there are", because: reasonForNoInfo)]
        }
        return [replicasFinding(info)] + [isolationFinding(info)].compactMap { $0 }
    }

    private func replicasFinding(_ info: ServerInfo) -> StoreFinding {
        let all = info.replicas
        let online = all.filter { $0.state == "online" }
        guard online.count >= confirmations else {
            return StoreFinding(
                .error, "replication",
                "a commit waits for \(confirmations) to confirm, and \(online.count) can: each is reported as failed",
                advice: "bring replicas back, or name the store with replicas=0 to give up the promise for that time")
        }
        guard !all.isEmpty else {
            return StoreFinding(
                .warning, "replication", "no replica: while this server is away, nothing can be changed",
                advice: "add a replica and sentinels, or a service that does")
        }
        if let behind = all.first(where: { isBehind($0, info) }) {
            return StoreFinding(
                .warning, "replication",
                "\(behind.address) is \(behind.state), last heard \(behind.lag) s ago and "
                    + "\(max(0, missing(behind, info)) >> 10) KiB behind",
                advice: "look at that replica and the network to it")
        }
        guard confirmations > 0 else {
            return StoreFinding(
                .warning, "replication",
                "\(online.count) online, and none is asked to confirm: a failover can lose what was acknowledged",
                advice: "name the store with replicas=1")
        }
        return StoreFinding(.ok, "replication", "\(online.count) online, \(confirmations) must confirm each commit")
    }

    private func isBehind(_ replica: ServerInfo.Replica, _ info: ServerInfo) -> Bool {
        replica.state != "online" || replica.lag > Self.longestSilence
            || missing(replica, info) > Self.longestLag
    }

    /// Bytes of the replication stream that it has not got.
    private func missing(_ replica: ServerInfo.Replica, _ info: ServerInfo) -> Int64 {
        let (difference, overflow) = (info.number("master_repl_offset") ?? 0).subtractingReportingOverflow(
            replica.offset)
        return overflow ? .max : difference
    }

    /// A master that was cut off goes on taking changes until it hears that it was replaced.
    private func isolationFinding(_ info: ServerInfo) -> StoreFinding? {
        guard !info.replicas.isEmpty else { return nil }
        guard let least = settings.value?["min-replicas-to-write"] else {
            return .untold("isolation", "min-replicas-to-write", because: reasonForNoSettings)
        }
        guard least == "0" else {
            return StoreFinding(.ok, "isolation", "a master without \(least) replicas takes no changes")
        }
        return StoreFinding(
            .warning, "isolation", "a master that is cut off takes changes, kills too, that are gone when it is back",
            advice: "set min-replicas-to-write 1 and min-replicas-max-lag 10")
    }
}
