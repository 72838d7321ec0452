import AgentHTTP
import Glibc
import NIOCore
import NIOHTTP1
import Testing

@Suite("HTTP limits")
struct HTTPLimitTests {
    /// Sends `request` and reads the answer, after which the server must end the connection.
    private func last(_ request: String, limits: HTTPLimits = HTTPLimits()) async throws -> TestResponse? {
        try await withServer(limits: limits) { server in
            try await blocking {
                let client = try server.client()
                client.send(request)
                let response = try client.response()
                _ = try client.everything()
                return response
            }
        }
    }

    @Test(
        "refuse what is malformed, as problem JSON",
        arguments: [
            ("\u{1}\u{2}garbage\r\n\r\n", 400),
            ("GET /hello\r\n\r\n", 505),
            ("GET hello HTTP/1.1\r\nhost: x\r\n\r\n", 400),
            ("GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", 400),
            ("GET /hello HTTP/1.1\r\nconnection: close\r\n\r\n", 400),
            ("GET /hello HTTP/1.1\r\nhost: x\r\nhost: y\r\nconnection: close\r\n\r\n", 400),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n", 400),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", 400),
            ("GET /hello HTTP/1.1\r\nhost: x\r\nname : x\r\n\r\n", 400),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
            ("GET /hello HTTP/2.0\r\nhost: x\r\n\r\n", 505),
            ("POST /echo HTTP/1.1\r\nhost: x\r\nexpect: gold\r\ncontent-length: 3\r\n\r\nabc", 417),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc", 415),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1048577\r\n\r\n", 413),
            ("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 18446744073709551615\r\n\r\n", 413),
            ("POST /none HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc", 404),
        ])
    func malformed(request: String, status: Int) async throws {
        let response = try #require(try await last(request))
        #expect(response.status == status)
        #expect(response.headers["content-type"] == "application/problem+json")
        #expect(response.headers["connection"] == "close")
    }

    @Test(
        "refuse a head that is too long, wherever its length lies",
        arguments: [
            "GET /hello HTTP/1.1\r\nhost: x\r\nlong: \(String(repeating: "a", count: 20_000))\r\n\r\n",
            "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nhost: x\r\n\r\n",
            "GET /hello HTTP/1.1\r\nhost: x\r\n\(String(repeating: "a: b\r\n", count: 200))\r\n",
            "GET /hello HTTP/1.1\r\nhost: x\r\n\((0..<50).map { "n\($0): \(String(repeating: "v", count: 500))\r\n" }.joined())\r\n",
        ])
    func longHead(request: String) async throws {
        #expect(try await last(request)?.status == 431)
    }

    @Test("refuse a chunked body once it is too long, and the answer outlives what is still being sent")
    func chunkedTooLong() async throws {
        try await withServer { server in
            let status = try await blocking {
                let client = try server.client()
                client.send("POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
                let chunk = "10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n"
                for _ in 0..<64 where !client.send(chunk) { break }
                return try client.response()?.status
            }
            #expect(status == 413)
        }
    }

    @Test("take a body of exactly the limit")
    func longestBody() async throws {
        try await withServer { server in
            let response = try await server.post("/echo", String(repeating: "a", count: 1 << 20))
            #expect(response?.body.utf8.count == 1 << 20)
        }
    }

    @Test("refuse a body the server has no room for at this moment, and give the room back")
    func bodiesTogether() async throws {
        var limits = HTTPLimits()
        limits.bodiesTogether = 1000
        try await withServer(limits: limits) { server in
            let tooLong = try await server.post("/echo", String(repeating: "a", count: 1001))
            #expect(tooLong?.status == 503)
            #expect(tooLong?.headers["retry-after"] == "1")
            for _ in 0..<3 {
                let response = try await server.post("/echo", String(repeating: "a", count: 1000))
                #expect(response?.status == 200)
            }
        }
    }

    @Test("refuse an answer while too many others wait to be read, tell of health all the same, and give the room back")
    func answersTogether() async throws {
        var limits = HTTPLimits()
        limits.answersTogether = 2 << 20
        try await withServer(limits: limits) { server in
            let body = String(repeating: "a", count: 1 << 20)
            let request = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: \(1 << 20)\r\n\r\n\(body)"
            try await blocking {
                var slow = try (0..<2).map { _ in try server.client() }
                for client in slow { client.send(request) }
                let another = try server.client()
                var refused: TestResponse?
                for _ in 0..<100 where refused?.status != 503 {
                    another.send(request)
                    refused = try another.response()
                }
                #expect(refused?.status == 503)
                #expect(refused?.headers["retry-after"] == "1")
                another.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
                #expect(try another.response()?.status == 200)
                #expect(try slow[0].response()?.body.utf8.count == 1 << 20)
                // Gone without having read.
                slow = []
                var status: Int?
                for _ in 0..<200 where status != 200 {
                    usleep(10_000)
                    another.send(request)
                    status = try another.response()?.status
                }
                #expect(status == 200)
            }
        }
    }

    @Test("an answer longer than all of them may be goes out while no other waits")
    func longestAnswer() async throws {
        var limits = HTTPLimits()
        limits.answersTogether = 1 << 20
        try await withServer(limits: limits) { server in
            for _ in 0..<3 {
                let response = try await server.get("/long")
                #expect(response?.body.utf8.count == 16 << 20)
            }
        }
    }

    @Test("end a request whose head drips in, however often a byte comes")
    func slowHead() async throws {
        var limits = HTTPLimits()
        limits.headTime = .milliseconds(200)
        try await withServer(limits: limits) { server in
            let status = try await blocking {
                let client = try server.client()
                for byte in "GET /hello HTTP/1.1\r\nhost: x\r\nslow: loris".utf8 {
                    guard client.send([byte]) else { break }
                    usleep(10_000)
                }
                return try client.response()?.status
            }
            #expect(status == 408)
        }
    }

    @Test("end a request whose body does not come")
    func slowBody() async throws {
        var limits = HTTPLimits()
        limits.bodyTime = .milliseconds(100)
        let response = try await last("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc", limits: limits)
        #expect(response?.status == 408)
    }

    @Test("refuse a request that is cut short")
    func cutShort() async throws {
        try await withServer { server in
            let status = try await blocking {
                let client = try server.client()
                client.send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc")
                client.endSending()
                return try client.response()?.status
            }
            #expect(status == 400)
        }
    }

    @Test("close a connection that says nothing, without a word", arguments: [false, true])
    func idle(afterRequest: Bool) async throws {
        var limits = HTTPLimits()
        limits.idle = .milliseconds(100)
        try await withServer(limits: limits) { server in
            let isSilent = try await blocking {
                let client = try server.client()
                if afterRequest {
                    client.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n")
                    _ = try client.response()
                }
                return try client.endsSilently()
            }
            #expect(isSilent)
        }
    }

    @Test("answer for a handler that takes too long")
    func slowHandler() async throws {
        var limits = HTTPLimits()
        limits.handlingTime = .milliseconds(100)
        let response = try await last("GET /slow?ms=5000 HTTP/1.1\r\nhost: x\r\n\r\n", limits: limits)
        #expect(response?.status == 503)
    }

    @Test("cut off a client that does not read its answer")
    func slowReader() async throws {
        var limits = HTTPLimits()
        limits.writeTime = .milliseconds(200)
        try await withServer(limits: limits) { server in
            let received = try await blocking {
                let client = try server.client()
                client.send("GET /long HTTP/1.1\r\nhost: x\r\n\r\n")
                usleep(600_000)
                return try client.everything().count
            }
            #expect(received < 16 << 20)
        }
    }
}
