import FlagModel
import NIOHTTP1

/// OFREP's bodies.
enum EvaluationBody {
    static func invalidContext(of key: String?) -> [UInt8] {
        failure("INVALID_CONTEXT", "Provider context is not valid", key: key, metadata: nil)
    }

    static func failure(_ code: String, _ details: String, key: String?, metadata: JSONValue?) -> [UInt8] {
        var members: [String: JSONValue] = ["errorCode": .string(code), "errorDetails": .string(details)]
        members["key"] = key.map { .string($0) }
        members["metadata"] = metadata
        return JSONValue.object(members).canonical
    }

    /// The value is already JSON: it is put in after the other members without being read.
    static func success(
        key: String?, variant: String?, reason: String, metadata: JSONValue, value: [UInt8]?
    ) -> [UInt8] {
        var members: [String: JSONValue] = ["metadata": metadata, "reason": .string(reason)]
        members["key"] = key.map { .string($0) }
        members["variant"] = variant.map { .string($0) }
        var body = JSONValue.object(members).canonical
        if let value {
            body.removeLast()
            body += Array(#","value":"#.utf8) + value + [UInt8(ascii: "}")]
        }
        return body
    }

    static func bulk(_ flags: [(key: String, answer: EvaluationAnswer)], revision: UInt64) -> [UInt8] {
        var body = Array(#"{"flags":["#.utf8)
        for (index, flag) in flags.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += flag.answer.body(for: flag.key)
        }
        body += #"],"metadata":"#.utf8
        body += JSONValue.object(["revision": .integer(Int64(clamping: revision))]).canonical
        body.append(UInt8(ascii: "}"))
        return body
    }
}

extension EvaluationAnswer {
    var status: HTTPResponseStatus {
        switch outcome {
        case .resolved: .ok
        case .unknownFlag: .notFound
        case .unreadable, .failed: .badRequest
        case .notReady: .serviceUnavailable
        }
    }

    func response(for key: String?) -> HTTPResponse {
        var response = HTTPResponse.json(status, body(for: key))
        if outcome == .notReady { response.headers.append(("retry-after", "1")) }
        return response
    }

    func body(for key: String?) -> [UInt8] {
        switch outcome {
        case .resolved(let value, let variant, let reason):
            EvaluationBody.success(key: key, variant: variant, reason: reason, metadata: metadata, value: value)
        case .unknownFlag: failure("FLAG_NOT_FOUND", "flag `\(key ?? "")` does not exist", key)
        case .unreadable: failure("PARSE_ERROR", "error parsing the flag `\(key ?? "")`", key)
        case .failed: failure("GENERAL", "error processing the flag for evaluation", key)
        case .notReady: failure("PROVIDER_NOT_READY", "no snapshot is published yet", key)
        }
    }

    private func failure(_ code: String, _ details: String, _ key: String?) -> [UInt8] {
        EvaluationBody.failure(code, details, key: key, metadata: metadata)
    }

    private var metadata: JSONValue {
        var members: [String: JSONValue] = ["revision": .integer(Int64(clamping: revision))]
        members["cause"] = cause.map { .string($0) }
        members["arm"] = arm.map { .string($0) }
        members["decision"] = decision.map { .string($0) }
        return .object(members.merging(flagMetadata) { $1 })
    }
}
