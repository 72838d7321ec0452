// The OpenFeature Remote Evaluation Protocol 0.3, with flagd's answers.
import NIOHTTP1

/// `POST /ofrep/v1/evaluate/flags/{key}`, and without a key for every flag at once.
package struct EvaluationDoor: Sendable {
    /// Called on an event loop: it must not block.
    package typealias Evaluate = @Sendable (_ key: String, EvaluationContext) -> EvaluationAnswer
    /// Every flag there is, by key, without the ids of decisions: they would make every answer another.
    package typealias EvaluateAll = @Sendable (EvaluationContext) async -> BulkAnswer

    private let evaluate: Evaluate
    private let evaluateAll: EvaluateAll
    private let turns = Turns()

    package init(evaluate: @escaping Evaluate, evaluateAll: @escaping EvaluateAll) {
        self.evaluate = evaluate
        self.evaluateAll = evaluateAll
    }

    package var routes: [HTTPRoute] {
        [
            HTTPRoute(.POST, "/ofrep/v1/evaluate/flags/{key}", .immediate(respond)),
            HTTPRoute(.POST, "/ofrep/v1/evaluate/flags", .asynchronous(respondToBulk)),
            HTTPRoute(.POST, "/ofrep/v1/evaluate/flags/", .asynchronous(respondToBulk)),
        ]
    }

    private func respond(to request: HTTPRequest) -> HTTPResponse {
        let key = request.parameters["key"] ?? ""
        guard let context = EvaluationContext(ofrepBody: request.body) else {
            return .json(.badRequest, EvaluationBody.invalidContext(of: key))
        }
        return evaluate(key, context).response(for: key)
    }

    private func respondToBulk(to request: HTTPRequest) async -> HTTPResponse {
        guard let context = EvaluationContext(ofrepBody: request.body) else {
            return .json(.badRequest, EvaluationBody.invalidContext(of: nil))
        }
        // Each of them holds every flag's value while it is made.
        let made = await turns.take { () -> [UInt8]? in
            guard case .flags(let flags, let revision) = await evaluateAll(context) else { return nil }
            return EvaluationBody.bulk(flags, revision: revision)
        }
        guard let body = made else { return EvaluationAnswer(.notReady, revision: 0).response(for: nil) }
        // Of what is answered, not of what is configured: another context is another answer.
        let tag = EntityTag(of: body)
        if tag.isAmong(request.headers["if-none-match"]) {
            return HTTPResponse(.notModified, contentType: "application/json", headers: [("etag", tag.text)], body: [])
        }
        return HTTPResponse(.ok, contentType: "application/json", headers: [("etag", tag.text)], body: body)
    }
}
