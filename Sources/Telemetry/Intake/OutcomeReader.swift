import FlagModel
import FlagSnapshot

/// What is wrong with one field.
struct FieldError: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

/// Reads one outcome's fields, each within its limits. A member that is `null` counts as missing, one that is not known
/// is ignored: a newer client may say more.
struct OutcomeReader {
    static let nameLimit = 128
    static let idLimit = 512
    static let dayMilliseconds = 86_400_000.0

    let members: [String: JSONValue]
    let hash: (String) -> UInt128

    func outcome(source: Outcome.Source, now: UInt64) throws(FieldError) -> Outcome {
        guard let feature = try text("feature", limit: Self.nameLimit), !feature.isEmpty else {
            throw FieldError("feature: missing")
        }
        var outcome = Outcome(source: source, feature: feature, result: try result(), time: try time(now: now))
        outcome.variant = try text("variant", limit: Self.nameLimit) ?? ""
        outcome.model = try text("model", limit: Self.nameLimit) ?? ""
        outcome.revision = UInt64(try whole("revision", 0...Int64.max) ?? 0)
        outcome.attempt = Int(try whole("attempt", 1...255) ?? 1)
        outcome.isFinal = try flag("final") ?? true
        outcome.weight = try number("weight", 1...1_000_000) ?? 1
        outcome.decision = try text("decision", limit: Self.idLimit).map(identifier) ?? 0
        outcome.unit = try text("unit", limit: Self.idLimit).map(unit) ?? 0
        outcome.latencyNanoseconds = try nanoseconds("latency_ms")
        outcome.firstTokenNanoseconds = try nanoseconds("first_token_ms")
        outcome.inputTokens = try tokens("input_tokens")
        outcome.outputTokens = try tokens("output_tokens")
        outcome.cachedTokens = try tokens("cached_tokens")
        // Below 10^9 dollars the float nearest to a decimal with six digits after the point lies within half a
        // micro-dollar of it, so rounding gives back exactly what was written.
        outcome.costMicros = try number("cost_usd", 0...1_000_000).map { Int64(($0 * 1e6).rounded()) }
        return outcome
    }

    private func result() throws(FieldError) -> Outcome.Result {
        let known = Outcome.Result.allCases.filter { $0 != .lost }
        guard let name = try text("result", limit: Self.nameLimit) else { throw FieldError("result: missing") }
        guard let result = known.first(where: { $0.name == name }) else {
            throw FieldError("result: should be one of \(known.map(\.name).joined(separator: ", "))")
        }
        return result
    }

    /// 0 for a call that ended before the clock began.
    private func time(now: UInt64) throws(FieldError) -> UInt64 {
        guard let member = member("age_ms") else { return now }
        guard let age = member.number else { throw FieldError("age_ms: should be a number") }
        guard age >= -Double(OutcomeWindows.tolerance / 1_000_000) else {
            throw FieldError("age_ms: more than 5 s in the future")
        }
        guard age <= Self.dayMilliseconds else { throw FieldError("age_ms: more than 24 h ago") }
        let nanoseconds = UInt64((age.magnitude * 1e6).rounded())
        return age < 0 ? now &+ nanoseconds : now.since(nanoseconds)
    }

    /// A ULID or 32 hex digits stand for themselves; anything else is hashed, so that equal ids stay equal.
    private func identifier(_ text: String) -> UInt128 {
        CallIdentifier.parse(text) ?? (text.isEmpty ? 0 : hash(text))
    }

    private func unit(_ text: String) -> UInt128 {
        if text.hasPrefix("h1:"), let value = CallIdentifier.hex(text.dropFirst(3)) { return value }
        return text.isEmpty ? 0 : hash(text)
    }

    private func nanoseconds(_ name: String) throws(FieldError) -> UInt64 {
        UInt64(((try number(name, 0...Self.dayMilliseconds) ?? 0) * 1e6).rounded())
    }

    private func tokens(_ name: String) throws(FieldError) -> UInt32 {
        UInt32(try whole(name, 0...100_000_000) ?? 0)
    }

    private func text(_ name: String, limit: Int) throws(FieldError) -> String? {
        guard let member = member(name) else { return nil }
        guard let text = member.string, text.utf8.count <= limit else {
            throw FieldError("\(name): should be a string of at most \(limit) bytes")
        }
        return text
    }

    private func flag(_ name: String) throws(FieldError) -> Bool? {
        guard let member = member(name) else { return nil }
        guard let flag = member.bool else { throw FieldError("\(name): should be true or false") }
        return flag
    }

    private func whole(_ name: String, _ range: ClosedRange<Int64>) throws(FieldError) -> Int64? {
        guard let member = member(name) else { return nil }
        guard let value = member.integer, range.contains(value) else {
            throw FieldError("\(name): should be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private func number(_ name: String, _ range: ClosedRange<Double>) throws(FieldError) -> Double? {
        guard let member = member(name) else { return nil }
        guard let value = member.number, range.contains(value) else {
            throw FieldError(
                "\(name): should be a number from \(Int64(range.lowerBound)) to \(Int64(range.upperBound))")
        }
        return value
    }

    private func member(_ name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }
}
