import AgentHTTP
import Glibc
import NIOHTTP1
import Testing

@Suite("HTTP server")
struct HTTPServerTests {
    @Test("answers over Unix and TCP")
    func answers() async throws {
        try await withServer { server in
            let response = try #require(try await server.get("/hello"))
            #expect(response.status == 200)
            #expect(response.body == "hello")
            #expect(response.headers["content-type"] == "text/plain; charset=utf-8")
            let overTCP = try await blocking {
                let client = try SocketClient(port: server.port)
                client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
                return try client.response()
            }
            #expect(overTCP?.body == "hello")
        }
    }

    @Test("serves each endpoint its own routes only")
    func routesOfEndpoints() async throws {
        try await withServer(routes: [HTTPRoute(.GET, "/livez", .immediate { _ in .text(.ok, "ok") })]) { server in
            let served = try await server.get("/livez")
            let other = try await server.get("/v1/status")
            #expect(served?.status == 200)
            #expect(other?.status == 404)
        }
    }

    @Test("keeps a connection, and answers pipelined requests in order even if the first takes longest")
    func pipelining() async throws {
        try await withServer { server in
            let bodies = try await blocking {
                let client = try server.client()
                client.send(
                    "GET /slow?ms=80 HTTP/1.1\r\nhost: x\r\n\r\nPOST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n"
                        + "\r\ntwoGET /named/three HTTP/1.1\r\nhost: x\r\n\r\n")
                return try (0..<3).map { _ in try client.response()?.body }
            }
            #expect(bodies == ["slow", "two", "three"])
        }
    }

    @Test("answers thousands of pipelined requests without growing its stack")
    func longPipeline() async throws {
        try await withServer { server in
            let count = try await blocking {
                let client = try server.client()
                let request = "GET /hello HTTP/1.1\r\nhost: x\r\n\r\n"
                var answered = 0
                for _ in 0..<50 {
                    client.send(String(repeating: request, count: 100))
                    for _ in 0..<100 where try client.response()?.status == 200 { answered += 1 }
                }
                return answered
            }
            #expect(count == 5000)
        }
    }

    @Test("answers HEAD like GET, without the body")
    func head() async throws {
        try await withServer { server in
            let bytes = try await blocking {
                let client = try server.client()
                client.send("HEAD /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                return String(decoding: try client.everything(), as: UTF8.self)
            }
            #expect(bytes.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(bytes.contains("content-length: 5\r\n"))
            #expect(bytes.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("names the methods of a path that has others, as problem JSON")
    func methodNotAllowed() async throws {
        try await withServer { server in
            let response = try #require(try await server.exchange("DELETE /hello HTTP/1.1\r\nhost: x\r\n\r\n"))
            #expect(response.status == 405)
            #expect(response.headers["allow"] == "GET, HEAD")
            #expect(response.headers["content-type"] == "application/problem+json")
            #expect(response.body.contains(#""status":405"#))
        }
    }

    @Test(
        "matches a named segment with anything but nothing",
        arguments: [
            ("/named/a", "a"), ("/named/a%2Fb", "a/b"), ("/named/%20", " "), ("/named/", nil), ("/named", nil),
            ("/named/a/b", nil), ("//named/a", nil), ("/Named/a", nil),
        ])
    func namedSegments(target: String, expected: String?) async throws {
        try await withServer { server in
            let response = try #require(try await server.get(target))
            #expect(response.status == (expected == nil ? 404 : 200))
            if let expected { #expect(response.body == expected) }
        }
    }

    @Test("reads chunked bodies, split anywhere")
    func chunked() async throws {
        try await withServer { server in
            let body = try await blocking {
                let client = try server.client()
                let request =
                    "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
                for byte in request.utf8 { client.send([byte]) }
                return try client.response()?.body
            }
            #expect(body == "abcdefg")
        }
    }

    @Test("asks for an announced body only if it wants it", arguments: [(3, 100), (9_999_999, 413)])
    func expectContinue(length: Int, status: Int) async throws {
        try await withServer { server in
            let first: Int? = try await blocking {
                let client = try server.client()
                client.send(
                    "POST /echo HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: \(length)\r\n\r\n")
                let first = try client.response()?.status
                if first == 100 {
                    client.send("abc")
                    guard try client.response()?.body == "abc" else { return nil }
                }
                return first
            }
            #expect(first == status)
        }
    }

    @Test("tells a handler who is at the other end of a Unix connection, and of TCP nothing")
    func peer() async throws {
        try await withServer { server in
            let overUnix = try await server.get("/peer")?.body
            #expect(overUnix == "\(getuid()) \(getpid())")
            let overTCP = try await blocking {
                let client = try SocketClient(port: server.port)
                client.send("GET /peer HTTP/1.1\r\nhost: x\r\n\r\n")
                return try client.response()?.body
            }
            #expect(overTCP == "none")
        }
    }

    @Test("answers a client that has ended its own side")
    func halfClosed() async throws {
        try await withServer { server in
            let bytes = try await blocking {
                let client = try server.client()
                client.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
                client.endSending()
                return String(decoding: try client.everything(), as: UTF8.self)
            }
            #expect(bytes.hasSuffix("slow"))
        }
    }

    @Test(
        "closes after HTTP/1.0, `connection: close`, CONNECT and an upgrade",
        arguments: [
            "GET /hello HTTP/1.0\r\n\r\n",
            "GET /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            "GET /hello HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n",
            "CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n",
        ])
    func closes(request: String) async throws {
        try await withServer { server in
            let bytes = try await blocking {
                let client = try server.client()
                client.send(request)
                return String(decoding: try client.everything(), as: UTF8.self)
            }
            #expect(bytes.hasPrefix("HTTP/1.1 "))
            #expect(bytes.contains("connection: close\r\n"))
        }
    }

    @Test("stops a handler whose client has gone")
    func cancelled() async throws {
        let (stopped, stop) = AsyncStream.makeStream(of: Bool.self)
        let waiting = HTTPRoute(
            .GET, "/wait",
            .asynchronous { _ in
                do { try await Task.sleep(for: .seconds(30)) } catch { stop.yield(true) }
                return .text(.ok, "late")
            })
        try await withServer(routes: [waiting]) { server in
            try await blocking {
                let client = try server.client()
                client.send("GET /wait HTTP/1.1\r\nhost: x\r\n\r\n")
                usleep(50_000)
            }
            var iterator = stopped.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }
}
