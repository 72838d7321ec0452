import AgentHTTP
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

/// A server at a Unix socket and a TCP port of its own.
struct TestServer: Sendable {
    let server: HTTPServer
    let path: String
    let port: Int
    var group: any EventLoopGroup { MultiThreadedEventLoopGroup.singleton }

    /// Waits until exactly `count` connections are open, for at most ten seconds.
    func waitForConnections(_ count: Int) async throws {
        for _ in 0..<1000 where server.connectionCount != count { try await Task.sleep(for: .milliseconds(10)) }
        #expect(server.connectionCount == count)
    }

    func client() throws -> SocketClient { try SocketClient(unix: path) }

    /// Sends one request on a connection of its own.
    func exchange(_ request: String) async throws -> TestResponse? {
        try await blocking {
            let client = try client()
            client.send(request)
            return try client.response(toHead: request.hasPrefix("HEAD"))
        }
    }

    func get(_ target: String, headers: String = "") async throws -> TestResponse? {
        try await exchange("GET \(target) HTTP/1.1\r\nhost: test\r\n\(headers)\r\n")
    }

    func post(_ target: String, _ body: String) async throws -> TestResponse? {
        try await exchange("POST \(target) HTTP/1.1\r\nhost: test\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}

/// More than cores, since they wait most of the time.
private let clientThreads = {
    let threads = NIOThreadPool(numberOfThreads: 16)
    threads.start()
    return threads
}()

/// Runs blocking calls where they hold up neither event loops nor tasks.
func blocking<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await clientThreads.runIfActive(body)
}

func withServer<T>(
    routes: [HTTPRoute] = sampleRoutes, limits: HTTPLimits = HTTPLimits(), _ body: (TestServer) async throws -> T
) async throws -> T {
    let directory = TemporaryDirectory()
    defer { directory.remove() }
    let path = "\(directory.path)/test.sock"
    let endpoints = [
        HTTPEndpoint(.unix(UnixSocketAddress(path: path)), routes: routes),
        HTTPEndpoint(.tcp(host: "127.0.0.1", port: 0), routes: routes),
    ]
    let server = try await HTTPServer.start(
        endpoints, limits: limits, on: MultiThreadedEventLoopGroup.singleton, logger: quiet)
    let result: Result<T, any Error>
    do {
        result = .success(try await body(TestServer(server: server, path: path, port: server.ports[0])))
    } catch {
        result = .failure(error)
    }
    await server.shutdown(within: .zero)
    return try result.get()
}

/// Logs nothing.
let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Echoes, slow answers, long answers, and who asks.
let sampleRoutes = [
    HTTPRoute(.GET, "/hello", .immediate { _ in .text(.ok, "hello") }),
    HTTPRoute(.POST, "/echo", .immediate { HTTPResponse(.ok, contentType: "text/plain", body: $0.body) }),
    HTTPRoute(.GET, "/named/{name}", .immediate { .text(.ok, $0.parameters["name"] ?? "none") }),
    HTTPRoute(
        .GET, "/slow",
        .asynchronous { request in
            try? await Task.sleep(for: .milliseconds(Int(request.query["ms"] ?? "") ?? 50))
            return .text(.ok, "slow")
        }),
    HTTPRoute(
        .GET, "/long",
        .immediate { _ in HTTPResponse(.ok, contentType: "text/plain", body: [UInt8](repeating: 97, count: 16 << 20)) }),
    HTTPRoute(.GET, "/peer", .immediate { .text(.ok, $0.peer.map { "\($0.userID) \($0.processID)" } ?? "none") }),
]
