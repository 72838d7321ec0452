import FlagModel
import Synchronization
import Testing

@testable import AgentHTTP

@Suite("OFREP evaluation")
struct EvaluationDoorTests {
    /// What the evaluator was asked, and the answer the client got.
    private func exchange(
        _ path: String, body: String, answer: EvaluationAnswer
    ) async throws -> (asked: (key: String, context: EvaluationContext)?, response: TestResponse) {
        let asked = Mutex<(key: String, context: EvaluationContext)?>(nil)
        let door = EvaluationDoor { key, context in
            asked.withLock { $0 = (key, context) }
            return answer
        } evaluateAll: { _ in
            .notReady
        }
        let response = try await withServer(routes: door.routes) { server in
            try #require(try await server.post("/ofrep/v1/evaluate/flags/\(path)", body))
        }
        return (asked.withLock { $0 }, response)
    }

    private static let canary = EvaluationAnswer(
        .resolved(value: Array(#"{"model": "m", "n":1.50}"#.utf8), variant: "canary", reason: "SPLIT"), revision: 412,
        cause: "TRIPPED", arm: "treatment", decision: "01JD")

    @Test("gives the value as the snapshot has it, byte for byte, and says why")
    func resolved() async throws {
        let (_, response) = try await exchange("support-chat", body: "", answer: Self.canary)
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == "application/json")
        #expect(
            response.body
                == #"{"key":"support-chat","metadata":{"arm":"treatment","cause":"TRIPPED","decision":"01JD","#
                + #""revision":412},"reason":"SPLIT","variant":"canary","value":{"model": "m", "n":1.50}}"#)
        #expect(throws: Never.self) { try JSONValue.parse(Array(response.body.utf8)) }
    }

    @Test("adds the flag's own metadata, which goes before ours")
    func flagMetadata() async throws {
        var answer = EvaluationAnswer(.resolved(value: Array("1".utf8), variant: "one", reason: "STATIC"), revision: 3)
        answer.flagMetadata = ["owner": "support", "revision": "theirs"]
        let (_, response) = try await exchange("k", body: "", answer: answer)
        #expect(
            response.body == #"{"key":"k","metadata":{"owner":"support","revision":"theirs"},"reason":"STATIC","#
                + #""variant":"one","value":1}"#)
    }

    @Test("leaves value and variant out where the caller's default counts")
    func codeDefault() async throws {
        let answer = EvaluationAnswer(.resolved(value: nil, variant: nil, reason: "DISABLED"), revision: 3)
        let (_, response) = try await exchange("k", body: "{}", answer: answer)
        #expect(response.status == 200)
        #expect(response.body == #"{"key":"k","metadata":{"revision":3},"reason":"DISABLED"}"#)
    }

    @Test(
        "answers what cannot be evaluated as flagd does",
        arguments: [
            (EvaluationAnswer.Outcome.unknownFlag, 404, "FLAG_NOT_FOUND", "flag `a\"b` does not exist"),
            (.unreadable, 400, "PARSE_ERROR", "error parsing the flag `a\"b`"),
            (.failed, 400, "GENERAL", "error processing the flag for evaluation"),
            (.notReady, 503, "PROVIDER_NOT_READY", "no snapshot is published yet"),
        ])
    func failures(outcome: EvaluationAnswer.Outcome, status: Int, code: String, details: String) async throws {
        let (_, response) = try await exchange("a%22b", body: "", answer: EvaluationAnswer(outcome, revision: 9))
        #expect(response.status == status)
        let body = try JSONValue.parse(Array(response.body.utf8))
        #expect(
            body == [
                "key": "a\"b", "errorCode": .string(code), "errorDetails": .string(details),
                "metadata": ["revision": 9],
            ])
    }

    @Test("hands over the decoded key, the unit and attributes of every type")
    func context() async throws {
        let (asked, _) = try await exchange(
            "a%2Fb%20%C3%A9",
            body: #"{"context":{"targetingKey":"u-1","plan":"pro","age":41,"score":0.5,"beta":true,"x":null,"#
                + #""list":[1],"nested":{"a":1}}}"#, answer: Self.canary)
        #expect(asked?.key == "a/b é")
        #expect(
            asked?.context
                == EvaluationContext(
                    unit: "u-1",
                    attributes: [
                        "plan": "pro", "age": 41, "score": 0.5, "beta": true, "x": .null, "list": [1],
                        "nested": ["a": 1],
                    ]))
    }

    @Test(
        "takes a missing or odd context for none",
        arguments: [
            "", "{}", "null", #"{"context":null}"#, #"{"context":[1]}"#, #"{"context":"x"}"#, #"{"context":{}}"#,
            #"{"context":{"targetingKey":7}}"#,
        ])
    func noContext(body: String) async throws {
        let (asked, response) = try await exchange("k", body: body, answer: Self.canary)
        #expect(response.status == 200)
        #expect(asked?.context == EvaluationContext())
    }

    @Test(
        "refuses a body that is no JSON object, without asking the evaluator",
        arguments: [
            "{", "[]", "7", #"{"context":{}"#, "\u{1}", #"{"context":{"a":1,"a":2}}"#,
            #"{"context":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}",
        ])
    func malformed(body: String) async throws {
        let (asked, response) = try await exchange("k", body: body, answer: Self.canary)
        #expect(response.status == 400)
        #expect(asked == nil)
        #expect(
            response.body
                == #"{"errorCode":"INVALID_CONTEXT","errorDetails":"Provider context is not valid","key":"k"}"#)
    }

    @Test("reads a long context off the event loop, with the same answer")
    func longContext() async throws {
        let members = (0..<3000).map { #""attribute-\#($0)":"value-\#($0)""# }.joined(separator: ",")
        let (asked, response) = try await exchange("k", body: #"{"context":{\#(members)}}"#, answer: Self.canary)
        #expect(response.status == 200)
        #expect(asked?.context.attributes.count == 3000)
    }
}
