// The OpenFeature Remote Evaluation Protocol 0.3 for single flags, with flagd's answers.
import FlagModel
import NIOHTTP1

/// `POST /ofrep/v1/evaluate/flags/{key}`.
package struct EvaluationDoor: Sendable {
    /// Called on an event loop: it must not block.
    package typealias Evaluate = @Sendable (_ key: String, EvaluationContext) -> EvaluationAnswer

    private let evaluate: Evaluate

    package init(evaluate: @escaping Evaluate) { self.evaluate = evaluate }

    package var routes: [HTTPRoute] {
        [HTTPRoute(.POST, "/ofrep/v1/evaluate/flags/{key}", .immediate(respond))]
    }

    private func respond(to request: HTTPRequest) -> HTTPResponse {
        let key = request.parameters["key"] ?? ""
        guard let context = EvaluationContext(ofrepBody: request.body) else {
            let body = Self.failure(key, "INVALID_CONTEXT", "Provider context is not valid")
            return .json(.badRequest, JSONValue.object(body).canonical)
        }
        return Self.response(key, evaluate(key, context))
    }

    static func response(_ key: String, _ answer: EvaluationAnswer) -> HTTPResponse {
        switch answer.outcome {
        case .resolved(let value, let variant, let reason):
            return .json(.ok, success(key, value, variant, reason, answer.metadata))
        case .unknownFeature:
            return refusal(.notFound, failure(key, "FLAG_NOT_FOUND", "flag `\(key)` does not exist"), answer)
        case .unreadable:
            return refusal(.badRequest, failure(key, "PARSE_ERROR", "error parsing the flag `\(key)`"), answer)
        case .failed:
            let body = failure(key, "GENERAL", "error processing the flag for evaluation")
            return refusal(.badRequest, body, answer)
        case .notReady:
            var response = refusal(
                .serviceUnavailable, failure(key, "PROVIDER_NOT_READY", "no snapshot is published yet"), answer)
            response.headers.append(("retry-after", "1"))
            return response
        }
    }

    /// The value is already JSON: it is put in between the other members without being read.
    private static func success(
        _ key: String, _ value: [UInt8]?, _ variant: String?, _ reason: String, _ metadata: JSONValue
    ) -> [UInt8] {
        var members: [String: JSONValue] = ["key": .string(key), "metadata": metadata, "reason": .string(reason)]
        members["variant"] = variant.map { .string($0) }
        var body = JSONValue.object(members).canonical
        if let value {
            body.removeLast()
            body += Array(#","value":"#.utf8) + value + [UInt8(ascii: "}")]
        }
        return body
    }

    private static func failure(_ key: String, _ code: String, _ details: String) -> [String: JSONValue] {
        ["key": .string(key), "errorCode": .string(code), "errorDetails": .string(details)]
    }

    private static func refusal(
        _ status: HTTPResponseStatus, _ body: [String: JSONValue], _ answer: EvaluationAnswer
    ) -> HTTPResponse {
        var body = body
        body["metadata"] = answer.metadata
        return .json(status, JSONValue.object(body).canonical)
    }
}

extension EvaluationAnswer {
    fileprivate var metadata: JSONValue {
        var members: [String: JSONValue] = ["revision": .integer(Int64(clamping: revision))]
        members["cause"] = cause.map { .string($0) }
        members["arm"] = arm.map { .string($0) }
        members["decision"] = decision.map { .string($0) }
        return .object(members)
    }
}
