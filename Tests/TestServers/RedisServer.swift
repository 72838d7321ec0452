import Glibc
import Synchronization

/// A private redis-server on a Unix socket in a temporary folder. Keeps nothing on disk unless told to.
package final class RedisServer: Sendable {
    package let socket: String
    private let folder: TemporaryFolder
    private let keepsData: Bool
    private let arguments: [String]
    private let process = Mutex<ChildProcess?>(nil)

    /// - Parameters:
    ///   - keepsData: appends every write to a file, so that `restart` finds it again.
    ///   - arguments: further ones for redis-server, such as `["--requirepass", "secret"]`.
    package init(keepsData: Bool = false, arguments: [String] = []) async throws {
        folder = try TemporaryFolder()
        socket = folder.path("redis.sock")
        self.keepsData = keepsData
        self.arguments = arguments
        try await start()
    }

    /// `redis+unix:///...`
    package var url: String { "redis+unix://\(socket)" }

    /// Starts the server where it is not running, and waits until it takes connections.
    package func start() async throws {
        let fixed = [
            "redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder.path, "--save", "", "--appendonly",
            keepsData ? "yes" : "no", "--appendfsync", "always", "--enable-debug-command", "yes",
        ]
        unlink(socket)
        try process.withLock { process in
            guard process == nil else { return }
            process = try ChildProcess(fixed + arguments, log: folder.path("redis.log"))
        }
        for _ in 0..<500 {
            if accepts() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TestSetupError(description: "redis-server does not start")
    }

    /// `kill -9`.
    package func kill() {
        process.withLock { process in
            process?.end()
            process = nil
        }
    }

    /// Ends it and starts it again: empty, unless it keeps its data.
    package func restart() async throws {
        kill()
        try await start()
    }

    /// SIGSTOP: connections stay open and nothing answers.
    package func pause() { process.withLock { $0?.signal(SIGSTOP) } }

    /// SIGCONT.
    package func resume() { process.withLock { $0?.signal(SIGCONT) } }

    private func accepts() -> Bool { (try? RedisSocket(path: socket).command(["PING"])) != nil }
}
