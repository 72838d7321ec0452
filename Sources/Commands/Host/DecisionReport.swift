import FlagClient
import FlagModel

/// A decision as people and programs read it.
struct DecisionReport {
    var feature: String
    var decision: Decision

    /// Why there is nothing to serve; `nil` where there is.
    var failure: Failure? {
        switch decision.status {
        case .ok, .codeDefault: nil
        case .notReady:
            Failure("nothing has been published on this host", advice: "Is an agent running? See: flagpost status")
        case .flagNotFound:
            Failure("there is no feature or flag \(feature.withoutControls) on this host", advice: "See: flagpost list")
        case .parseError: Failure("what this host holds of \(feature.withoutControls) is damaged, or its rule fails")
        case .general: Failure("the rule of \(feature.withoutControls) came to something that is no variant")
        }
    }

    /// OpenFeature's word for what went wrong; `nil` where nothing did.
    private var errorCode: String? {
        switch decision.status {
        case .ok, .codeDefault: nil
        case .notReady: "PROVIDER_NOT_READY"
        case .flagNotFound: "FLAG_NOT_FOUND"
        case .parseError: "PARSE_ERROR"
        case .general: "GENERAL"
        }
    }

    var json: JSONValue {
        [
            "feature": .string(feature),
            "variant": decision.variant.map { .string($0) } ?? .null,
            "value": value ?? .null,
            "reason": .string(decision.reason.word),
            "error": errorCode.map { .string($0) } ?? .null,
            "metadata": metadata ?? .null,
            "cause": decision.cause.word.map { .string($0) } ?? .null,
            "arm": decision.arm.word.map { .string($0) } ?? .null,
            "revision": .integer(Int64(clamping: decision.revision)),
            "age_ms": decision.ageNanoseconds.map { .integer(Int64(clamping: $0 / 1_000_000)) } ?? .null,
            "decision": .string(decision.idText),
        ]
    }

    /// Nothing where there is nothing to serve.
    func lines(on terminal: Terminal) -> [String] {
        let why = [decision.reason.word, decision.cause.word, decision.arm.word].compactMap { $0 }
        let about = (metadata?.object ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.key.withoutControls): \($0.value.canonicalText.withoutControls)" }
        let metadata = about.isEmpty ? [] : ["metadata  \(about.joined(separator: ", "))"]
        if decision.status == .codeDefault {
            return ["the caller's own default  \(why.joined(separator: ", "))"] + metadata
        }
        guard let variant = decision.variant, let value else { return [] }
        let age = decision.ageNanoseconds.map { Milliseconds.text(Double($0) / 1_000_000) + " ago" } ?? "never"
        return [
            terminal.output(variant.withoutControls, decision.cause == .none ? .green : .red)
                + "  \(why.joined(separator: ", "))",
            "revision \(decision.revision), confirmed \(age)",
        ] + metadata + [YAMLText.write(value)]
    }

    private var metadata: JSONValue? { decision.metadata.isEmpty ? .none : try? JSONValue.parse(decision.metadata) }

    private var value: JSONValue? { decision.value.isEmpty ? .none : try? JSONValue.parse(decision.value) }
}
