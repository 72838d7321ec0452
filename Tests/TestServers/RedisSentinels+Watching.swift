extension RedisSentinels {
    /// Waits until every sentinel knows all replicas and all other sentinels, so that it can replace the master.
    package func areWatching() async throws {
        for sentinel in 0..<sentinelPorts.count {
            try await eventually("sentinels know the group") {
                let info = try ask(sentinel, "INFO", "sentinel")
                return info.contains("status=ok") && info.contains("slaves=\(self.servers.count - 1)")
                    && info.contains("sentinels=\(self.sentinelPorts.count)")
            }
        }
    }

    /// Has the first sentinel replace the master though nothing is wrong with it. One that has not yet heard from the
    /// replica itself refuses.
    package func failOver() async throws {
        try await eventually("a sentinel replaces the master") {
            try ask(0, "SENTINEL", "FAILOVER", Self.master) == "OK"
        }
    }
}
