import FlagModel
import Testing

@testable import AgentHTTP

@Suite struct JudgementDoorTests {
    @Test(arguments: [("/v1/feedback", 1), ("/v1/scores", 2)])
    func `each path has its intake`(path: String, accepted: Int) async throws {
        let door = JudgementDoor(
            feedback: { body, _ in .read(accepted: body == Array("x".utf8) ? 1 : 0, rejected: []) },
            scores: { body, _ in .read(accepted: body == Array("x".utf8) ? 2 : 0, rejected: []) })
        let response = try await withServer(routes: door.routes) { server in
            try #require(try await server.post(path, "x"))
        }
        #expect(response.status == 200)
        #expect(try JSONValue.parse(Array(response.body.utf8))["accepted"] == .integer(Int64(accepted)))
    }
}
