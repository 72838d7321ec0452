import FlagModel
import Testing

@testable import AgentHTTP

@Suite("Outcomes over HTTP")
struct OutcomeDoorTests {
    private func exchange(_ answer: IntakeAnswer, body: String = "{}") async throws -> TestResponse {
        let door = OutcomeDoor { body, peer in
            // Only what came whole over a Unix connection is read.
            peer != nil && !body.isEmpty ? answer : .read(accepted: 0, rejected: [])
        }
        return try await withServer(routes: door.routes) { server in
            try #require(try await server.post("/v1/outcomes", body))
        }
    }

    @Test(
        "answers what was taken and why the rest was not",
        arguments: [
            (3, ["no feature"], 200),
            (3, [], 200),
            (0, ["no JSON"], 400),
            (0, [], 200),
        ])
    func counts(accepted: Int, reasons: [String], status: Int) async throws {
        let rejections = reasons.map { IntakeAnswer.Rejection(index: 7, reason: $0) }
        let response = try await exchange(.read(accepted: accepted, rejected: rejections))
        #expect(response.status == status)
        #expect(
            try JSONValue.parse(Array(response.body.utf8)) == [
                "accepted": .integer(Int64(accepted)),
                "rejected": .array(reasons.map { ["index": 7, "reason": .string($0)] }),
                "rejected_total": .integer(Int64(reasons.count)),
            ])
    }

    @Test("names the first hundred rejections and counts the others")
    func manyRejections() async throws {
        let rejections = (0..<5000).map { IntakeAnswer.Rejection(index: $0, reason: "no feature") }
        let body = try JSONValue.parse(Array(try await exchange(.read(accepted: 1, rejected: rejections)).body.utf8))
        #expect(body["rejected"]?.array?.count == 100)
        #expect(body["rejected_total"] == 5000)
    }

    @Test("tells a client to come back where the queue is full")
    func full() async throws {
        let response = try await exchange(.full(retryAfterSeconds: 2))
        #expect(response.status == 503)
        #expect(response.headers["retry-after"] == "2")
        #expect(response.headers["content-type"] == "application/problem+json")
    }
}
