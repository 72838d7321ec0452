import Synchronization

/// A master, its replicas, and the sentinels that watch them, all on 127.0.0.1.
package final class RedisSentinels: Sendable {
    /// What the sentinels call the group.
    package static let master = "flags"

    /// In the order in which they were started: the first one begins as the master.
    package let servers: [RedisServer]
    package let ports: [Int]
    package let sentinelPorts: [Int]
    private let folder: TemporaryFolder
    private let sentinels: Mutex<[ChildProcess]>

    /// - Parameters:
    ///   - password: of the servers' default user.
    ///   - sentinelPassword: of the sentinels' default user.
    ///   - certificates: to speak TLS everywhere.
    package init(
        replicas: Int, sentinels count: Int, password: String? = nil, sentinelPassword: String? = nil,
        certificates: TestCertificates? = nil
    ) async throws {
        folder = try TemporaryFolder()
        ports = try (0...replicas).map { _ in try TestPorts.next() }
        sentinelPorts = try (0..<count).map { _ in try TestPorts.next() }
        var servers: [RedisServer] = []
        for port in ports {
            var arguments = Self.listening(on: port, certificates) + ["--repl-diskless-sync-delay", "0"]
            if let password { arguments += ["--requirepass", password, "--masterauth", password] }
            if port != ports[0] { arguments += ["--replicaof", "127.0.0.1", "\(ports[0])"] }
            servers.append(try await RedisServer(keepsData: true, arguments: arguments))
        }
        self.servers = servers
        sentinels = Mutex([])
        if replicas > 0 {
            // Sentinels look for replicas when they start, and then only every ten seconds.
            try await eventually("replicas follow the master") {
                try servers[0].command("INFO", "replication").contains("connected_slaves:\(replicas)")
            }
        }
        for port in sentinelPorts {
            let file = folder.path("\(port).conf")
            var lines = Self.settings(Self.listening(on: port, certificates))
            lines += [
                "dir \(folder.path)", "unixsocket \(socket(of: port))",
                "sentinel monitor \(Self.master) 127.0.0.1 \(ports[0]) \(count / 2 + 1)",
                "sentinel down-after-milliseconds \(Self.master) 1000",
                "sentinel failover-timeout \(Self.master) 4000",
                "sentinel parallel-syncs \(Self.master) \(replicas + 1)",
            ]
            if let password { lines.append("sentinel auth-pass \(Self.master) \(password)") }
            if let sentinelPassword { lines.append("requirepass \(sentinelPassword)") }
            try folder.write(lines.joined(separator: "\n") + "\n", to: "\(port).conf")
            let sentinel = try ChildProcess(["redis-sentinel", file], log: folder.path("\(port).log"))
            sentinels.withLock { $0.append(sentinel) }
        }
    }

    /// Sends one command to a sentinel and returns what it says: a line, or one string.
    @discardableResult
    package func ask(_ sentinel: Int, _ words: String...) throws -> String {
        try RedisSocket(path: socket(of: sentinelPorts[sentinel])).command(words)
    }

    private func socket(of port: Int) -> String { folder.path("\(port).sock") }

    private static func listening(on port: Int, _ certificates: TestCertificates?) -> [String] {
        guard let certificates else { return ["--port", "\(port)", "--bind", "127.0.0.1"] }
        return certificates.serverArguments(port: port) + ["--tls-replication", "yes"]
    }

    /// `["--port", "7000"]` as lines of a configuration file.
    private static func settings(_ arguments: [String]) -> [String] {
        stride(from: 0, to: arguments.count - 1, by: 2).map { "\(arguments[$0].dropFirst(2)) \(arguments[$0 + 1])" }
    }
}
