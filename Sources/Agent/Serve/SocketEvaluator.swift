import AgentHTTP
import FlagClient
import FlagModel
import Synchronization

/// Evaluates for callers on sockets as a service on this host would: through the client library, on the files that
/// this agent has published.
final class SocketEvaluator: Sendable {
    private let reader: Mutex<Reader?>

    init(directory: String) {
        // No ring: evaluating for others is not reporting.
        reader = Mutex((try? FlagClient(directory: directory, ringCells: 0))?.makeReader())
    }

    func evaluate(_ key: String, _ context: EvaluationContext) -> EvaluationAnswer {
        evaluate(key, unit: context.unit, AttributeTexts(context.attributes.mapValues(AttributeValue.init)))
    }

    private func evaluate(_ key: String, unit: String?, _ attributes: AttributeTexts) -> EvaluationAnswer {
        let decision = reader.withLock { $0?.evaluate(key, unit: unit, attributes: attributes) }
        guard let decision else { return EvaluationAnswer(.notReady, revision: 0) }
        return EvaluationAnswer(decision)
    }

    /// Every one of these flags, without the ids of decisions: nothing will be reported on all of them.
    func evaluateAll(_ keys: [String], _ context: EvaluationContext) async -> BulkAnswer {
        var flags: [(key: String, answer: EvaluationAnswer)] = []
        flags.reserveCapacity(keys.count)
        let attributes = AttributeTexts(context.attributes.mapValues(AttributeValue.init))
        for key in keys {
            var answer = evaluate(key, unit: context.unit, attributes)
            if answer.outcome == .notReady || Task.isCancelled { return .notReady }
            answer.decision = nil
            // It was deleted meanwhile.
            if answer.outcome != .unknownFlag { flags.append((key, answer)) }
            // Thousands of them must not hold up what restricts.
            if flags.count.isMultiple(of: 256) { await Task.yield() }
        }
        return .flags(flags, revision: flags.last?.answer.revision ?? 0)
    }
}

extension AttributeValue {
    fileprivate init(_ value: JSONValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .number(Double(number))
        case .number(let number): self = .number(number)
        case .bool(let bool): self = .bool(bool)
        case .null, .array, .object: self = .json(value.canonicalText)
        }
    }
}

extension EvaluationAnswer {
    fileprivate init(_ decision: Decision) {
        let outcome: Outcome =
            switch decision.status {
            case .ok: .resolved(value: decision.value, variant: decision.variant, reason: decision.reason.word)
            case .notReady: .notReady
            case .flagNotFound: .unknownFlag
            case .parseError: .unreadable
            case .codeDefault: .resolved(value: nil, variant: nil, reason: decision.reason.word)
            case .general: .failed
            }
        self.init(
            outcome, revision: decision.revision, cause: decision.cause.word, arm: decision.arm.word,
            decision: decision.idText, flagMetadata: Self.members(of: decision.metadata))
    }

    private static func members(of json: [UInt8]) -> [String: JSONValue] {
        json.isEmpty ? [:] : (try? JSONValue.parse(json))?.object ?? [:]
    }
}
