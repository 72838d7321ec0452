import AgentHTTP
import Glibc
import NIOHTTP1
import NIOPosix
import Testing

@Suite("HTTP server's life", .serialized)
struct ServerLifecycleTests {
    private func start(_ endpoints: [HTTPEndpoint]) async throws -> HTTPServer {
        try await HTTPServer.start(endpoints, on: MultiThreadedEventLoopGroup.singleton, logger: quiet)
    }

    private func endpoint(_ path: String, mode: UInt32 = 0o660, group: String? = nil) -> HTTPEndpoint {
        HTTPEndpoint(.unix(UnixSocketAddress(path: path, mode: mode, group: group)), routes: sampleRoutes)
    }

    /// What is left of a process that died: a socket's file, and nobody behind it.
    private func leaveStaleSocket(at path: String) {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
    }

    @Test("gives its socket the mode and group asked for, and takes the file away in the end")
    func modeAndCleanUp() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/a.sock"
        let group = try #require(getgrgid(getgid()).map { String(cString: $0.pointee.gr_name) })
        let server = try await start([endpoint(path, mode: 0o620, group: group)])
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o620)
        #expect(status.st_gid == getgid())
        #expect(directory.names == ["a.sock"])
        await server.shutdown()
        #expect(directory.names.isEmpty)
    }

    @Test("takes the place of a dead process's socket, and of one left half made")
    func staleSocket() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/a.sock"
        leaveStaleSocket(at: path)
        leaveStaleSocket(at: path + ".new")
        let server = try await start([endpoint(path)])
        let status = try await blocking {
            let client = try SocketClient(unix: path)
            client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
            return try client.response()?.status
        }
        #expect(status == 200)
        await server.shutdown()
    }

    @Test("leaves a living server's socket alone, and gives up what it had bound before")
    func livingSocket() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let living = "\(directory.path)/living.sock"
        let server = try await start([endpoint(living)])
        await #expect { _ = try await start([endpoint("\(directory.path)/other.sock"), endpoint(living)]) } throws: {
            ($0 as? SocketError)?.code == .inUse
        }
        #expect(directory.names == ["living.sock"])
        let status = try await blocking {
            let client = try SocketClient(unix: living)
            client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
            return try client.response()?.status
        }
        #expect(status == 200)
        await server.shutdown()
    }

    @Test("does not take the file of a socket that has replaced its own")
    func replacedSocket() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/a.sock"
        let server = try await start([endpoint(path)])
        unlink(path)
        leaveStaleSocket(at: path)
        await server.shutdown()
        #expect(directory.names == ["a.sock"])
    }

    @Test("refuses a path that is no place for a socket, and says why")
    func badPaths() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let file = "\(directory.path)/file"
        close(open(file, O_CREAT | O_WRONLY, 0o600))
        let cases: [(HTTPEndpoint, SocketError.Code)] = [
            (endpoint(file), .invalidPath),
            (endpoint("\(directory.path)/\(String(repeating: "a", count: 200))"), .invalidPath),
            (endpoint(""), .invalidPath),
            (endpoint("\(directory.path)/a.sock", group: "no-such-group-here"), .invalidPath),
            (endpoint("\(directory.path)/missing/a.sock"), .system),
        ]
        for (endpoint, code) in cases {
            await #expect { _ = try await start([endpoint]) } throws: { ($0 as? SocketError)?.code == code }
        }
        #expect(directory.names == ["file"])
    }

    @Test("refuses a TCP port that is taken")
    func takenPort() async throws {
        let first = try await start([HTTPEndpoint(.tcp(host: "127.0.0.1", port: 0), routes: [])])
        let port = first.ports[0]
        await #expect { _ = try await start([HTTPEndpoint(.tcp(host: "127.0.0.1", port: port), routes: [])]) } throws: {
            ($0 as? SocketError)?.code == .inUse
        }
        await first.shutdown()
    }

    @Test("lets the request at hand be answered before it goes, and idle connections go at once")
    func drain() async throws {
        try await withServer { server in
            let (atHand, isAtHand) = AsyncStream<Void>.makeStream()
            async let answer = blocking {
                let client = try server.client()
                client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\nGET /slow?ms=500 HTTP/1.1\r\nhost: x\r\n\r\n")
                _ = try client.response()
                isAtHand.finish()
                let response = try client.response()
                return (response?.body, response?.headers["connection"], try client.endsSilently())
            }
            async let idle = blocking {
                let client = try server.client()
                client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
                _ = try client.response()
                return try client.endsSilently()
            }
            for await _ in atHand {}
            try await server.waitForConnections(2)
            try await Task.sleep(for: .milliseconds(100))
            await server.server.shutdown(within: .seconds(5))
            let (body, connection, ended) = try await answer
            #expect(body == "slow")
            #expect(connection == "close")
            #expect(ended)
            #expect(try await idle)
            await #expect(throws: (any Error).self) { try await blocking { _ = try server.client() } }
        }
    }

    @Test("lets thousands of connections come and go and keeps no descriptor of theirs")
    func descriptors() async throws {
        func open() -> Int { (0..<4096).count { fcntl(Int32($0), F_GETFD) >= 0 } }
        try await withServer { server in
            _ = try await server.get("/hello")
            let before = open()
            try await blocking {
                for round in 0..<3000 {
                    let client = try server.client()
                    switch round % 4 {
                    case 0: break
                    case 1: client.send("GET /hel")
                    case 2: client.send("GET /slow?ms=1 HTTP/1.1\r\nhost: x\r\n\r\n")
                    default:
                        client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
                        _ = try client.response()
                    }
                }
            }
            try await server.waitForConnections(0)
            // Other suites run beside this one; a leak would be thousands.
            #expect(open() < before + 1_000)
        }
    }
}
