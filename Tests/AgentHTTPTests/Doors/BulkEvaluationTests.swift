import FlagModel
import Synchronization
import Testing

@testable import AgentHTTP

@Suite("OFREP bulk evaluation")
struct BulkEvaluationTests {
    /// One flag that echoes its unit, one that fails, and one without a value.
    private let door = EvaluationDoor { _, _ in
        EvaluationAnswer(.unknownFlag, revision: 5)
    } evaluateAll: { context in
        .flags(
            [
                (
                    "echo",
                    EvaluationAnswer(
                        .resolved(value: Array("\"\(context.unit ?? "none")\"".utf8), variant: "v", reason: "SPLIT"),
                        revision: 5)
                ),
                ("failing", EvaluationAnswer(.failed, revision: 5)),
                (
                    "off",
                    EvaluationAnswer(.resolved(value: nil, variant: nil, reason: "DISABLED"), revision: 5)
                ),
            ], revision: 5)
    }

    private func post(_ body: String, tag: String? = nil, path: String = "flags") async throws -> TestResponse {
        try await withServer(routes: door.routes) { server in
            let condition = tag.map { "if-none-match: \($0)\r\n" } ?? ""
            let request =
                "POST /ofrep/v1/evaluate/\(path) HTTP/1.1\r\nhost: test\r\n\(condition)"
                + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
            return try #require(try await server.exchange(request))
        }
    }

    @Test("answers every flag, the failed ones among them", arguments: ["flags", "flags/"])
    func everything(path: String) async throws {
        let response = try await post(#"{"context":{"targetingKey":"u-1"}}"#, path: path)
        #expect(response.status == 200)
        let body = try JSONValue.parse(Array(response.body.utf8))
        #expect(
            body == [
                "flags": [
                    ["key": "echo", "variant": "v", "value": "u-1", "reason": "SPLIT", "metadata": ["revision": 5]],
                    [
                        "key": "failing", "errorCode": "GENERAL",
                        "errorDetails": "error processing the flag for evaluation", "metadata": ["revision": 5],
                    ],
                    ["key": "off", "reason": "DISABLED", "metadata": ["revision": 5]],
                ],
                "metadata": ["revision": 5],
            ])
    }

    @Test("does not send again what the client has, and tells another context's answer apart")
    func entityTag() async throws {
        let context = #"{"context":{"targetingKey":"u-1"}}"#
        let tag = try #require(try await post(context).headers["etag"])
        for names in [tag, "\"other\", \(tag)", "W/\(tag)", "*"] {
            let again = try await post(context, tag: names)
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(again.headers["etag"] == tag)
        }
        let other = try await post(#"{"context":{"targetingKey":"u-2"}}"#, tag: tag)
        #expect(other.status == 200)
        #expect(other.headers["etag"] != tag)
    }

    @Test("refuses a body that is no JSON object")
    func malformed() async throws {
        let response = try await post("[")
        #expect(response.status == 400)
        #expect(
            response.body == #"{"errorCode":"INVALID_CONTEXT","errorDetails":"Provider context is not valid"}"#)
    }

    @Test("makes one answer at a time, in whose memory every value lies, and every one in its turn")
    func turns() async throws {
        let counts = Mutex((now: 0, most: 0))
        let door = EvaluationDoor { _, _ in
            EvaluationAnswer(.notReady, revision: 0)
        } evaluateAll: { _ in
            counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            try? await Task.sleep(for: .milliseconds(5))
            counts.withLock { $0.now -= 1 }
            return .flags([], revision: 1)
        }
        let statuses = try await withServer(routes: door.routes) { server in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<12 {
                    group.addTask { try await server.post("/ofrep/v1/evaluate/flags", "{}")?.status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(statuses == Array(repeating: 200, count: 12))
        #expect(counts.withLock { $0.most } == 1)
    }

    @Test("says that nothing is published yet")
    func notReady() async throws {
        let door = EvaluationDoor { _, _ in
            EvaluationAnswer(.notReady, revision: 0)
        } evaluateAll: { _ in
            .notReady
        }
        let response = try await withServer(routes: door.routes) { server in
            try #require(try await server.post("/ofrep/v1/evaluate/flags", ""))
        }
        #expect(response.status == 503)
        #expect(response.headers["retry-after"] == "1")
    }
}
