extension RedisServer {
    /// A server that replicas can follow, at a port of 127.0.0.1.
    package static func followable(at port: Int, _ more: [String] = []) async throws -> RedisServer {
        try await RedisServer(
            arguments: ["--port", "\(port)", "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"] + more)
    }

    /// Makes it a replica, and returns once it has what its master has.
    package func follow(port: Int) async throws {
        try command("REPLICAOF", "127.0.0.1", "\(port)")
        try await eventually("a replica follows") {
            try command("INFO", "replication").contains("master_link_status:up")
        }
    }

    /// Makes it a replica of nobody who answers: it goes on saying what it has.
    package func beCutOff() throws { try command("REPLICAOF", "127.0.0.1", "\(try TestPorts.next())") }

    package func lead() throws { try command("REPLICAOF", "NO", "ONE") }
}
