import FlagModel
import FlagSnapshot

/// Reads one outcome.
struct OutcomeReader {
    let fields: FieldReader

    func outcome(source: Outcome.Source, now: UInt64) throws(FieldError) -> Outcome {
        let feature = try fields.required("feature")
        var outcome = Outcome(source: source, feature: feature, result: try result(), time: try fields.time(now: now))
        outcome.variant = try fields.text("variant") ?? ""
        outcome.model = try fields.text("model") ?? ""
        outcome.revision = try fields.revision()
        outcome.attempt = Int(try fields.whole("attempt", 1...255) ?? 1)
        outcome.isFinal = try fields.flag("final") ?? true
        outcome.weight = try fields.number("weight", RecordBounds.weight) ?? 1
        outcome.decision = try fields.decision()
        outcome.unit = try fields.unit()
        outcome.latencyNanoseconds = try nanoseconds("latency_ms")
        outcome.firstTokenNanoseconds = try nanoseconds("first_token_ms")
        outcome.inputTokens = try tokens("input_tokens")
        outcome.outputTokens = try tokens("output_tokens")
        outcome.cachedTokens = try tokens("cached_tokens")
        // Below 10^9 dollars the float nearest to a decimal with six digits after the point lies within half a
        // micro-dollar of it, so rounding gives back exactly what was written.
        outcome.costMicros = try fields.number("cost_usd", 0...1_000_000).map { Int64(($0 * 1e6).rounded()) }
        return outcome
    }

    private func result() throws(FieldError) -> Outcome.Result {
        let known = Outcome.Result.allCases.filter { $0 != .lost }
        guard let name = try fields.text("result") else { throw FieldError("result: missing") }
        guard let result = known.first(where: { $0.name == name }) else {
            throw FieldError("result: should be one of \(known.map(\.name).joined(separator: ", "))")
        }
        return result
    }

    private func nanoseconds(_ name: String) throws(FieldError) -> UInt64 {
        UInt64(((try fields.number(name, RecordBounds.milliseconds) ?? 0) * 1e6).rounded())
    }

    private func tokens(_ name: String) throws(FieldError) -> UInt32 {
        UInt32(try fields.whole(name, RecordBounds.tokens) ?? 0)
    }
}
