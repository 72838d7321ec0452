import AgentHTTP
import FlagClient
import FlagSnapshot
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
        let attributes = context.attributes.mapValues(AttributeValue.init)
        let decision = reader.withLock { $0?.evaluate(key, unit: context.unit, attributes: attributes) }
        guard let decision else { return EvaluationAnswer(.notReady, revision: 0) }
        return EvaluationAnswer(decision)
    }
}

extension AttributeValue {
    fileprivate init(_ literal: AttributeLiteral) {
        switch literal {
        case .string(let text): self = .string(text)
        case .number(let number): self = .number(number)
        case .bool(let bool): self = .bool(bool)
        }
    }
}

extension EvaluationAnswer {
    fileprivate init(_ decision: Decision) {
        let outcome: Outcome =
            switch decision.status {
            case .ok: .resolved(value: decision.value, variant: decision.variant, reason: decision.reason.word)
            case .notReady: .notReady
            case .flagNotFound: .unknownFeature
            case .parseError: .unreadable
            case .codeDefault: .resolved(value: nil, variant: nil, reason: decision.reason.word)
            case .general: .failed
            }
        self.init(
            outcome, revision: decision.revision, cause: decision.cause.word, arm: decision.arm.word,
            decision: decision.idText)
    }
}
