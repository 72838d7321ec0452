import CFlagpost
import FlagModel

/// What a service on this host would be served, and why.
struct HostDecision: Equatable {
    var feature: String
    /// `nil` where there is nothing to serve.
    var variant: String?
    var value: JSONValue?
    /// OpenFeature's word.
    var reason: String
    /// What held the feature back.
    var cause: String?
    /// `treatment` or `control`.
    var arm: String?
    var revision: UInt64
    /// Since the agent last confirmed the revision; `nil`: never.
    var ageMilliseconds: Double?
    /// A ULID; empty where nothing was decided.
    var decision: String
    /// Why there is nothing to serve.
    var failure: String?

    var json: JSONValue {
        [
            "feature": .string(feature),
            "variant": variant.map { .string($0) } ?? .null,
            "value": value ?? .null,
            "reason": .string(reason),
            "cause": cause.map { .string($0) } ?? .null,
            "arm": arm.map { .string($0) } ?? .null,
            "revision": .integer(Int64(clamping: revision)),
            "age_ms": ageMilliseconds.map { .number($0) } ?? .null,
            "decision": decision.isEmpty ? .null : .string(decision),
        ]
    }

    /// For people; nothing where there is nothing to serve.
    func lines(on terminal: Terminal) -> [String] {
        guard let variant, let value else { return [] }
        let why = [reason, cause, arm].compactMap { $0 }.joined(separator: ", ")
        let age = ageMilliseconds.map { "\(Milliseconds.text($0)) ago" } ?? "never"
        return [
            "\(terminal.output(variant.withoutControls, cause == nil ? .green : .red))  \(why)",
            "revision \(revision), confirmed \(age)",
            YAMLText.write(value),
        ]
    }
}

extension HostDecision {
    /// Copies what the library handed out.
    init(feature: String, decision: flagpost_decision, failure: String?) {
        self.feature = feature
        variant = Self.text(decision.variant, decision.variant_length)
        value = Self.text(decision.value, decision.value_length).flatMap { try? JSONValue.parse(Array($0.utf8)) }
        reason = Self.name(
            decision.reason, among: ["ERROR", "STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED"]) ?? "ERROR"
        cause = Self.name(decision.cause, among: [nil, "KILLED", "TRIPPED", "WITHDRAWN"])
        arm = Self.name(decision.arm, among: [nil, "treatment", "control"])
        revision = decision.revision
        ageMilliseconds = decision.age_ns == .max ? nil : Double(decision.age_ns / 1_000_000)
        let id = UInt128(decision.decision_high) << 64 | UInt128(decision.decision_low)
        self.decision = id == 0 ? "" : Self.ulid(id)
        self.failure = failure
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String? {
        start.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: count), as: UTF8.self) }
    }

    /// A library newer than this command may know more words.
    private static func name(_ number: UInt8, among names: [String?]) -> String? {
        Int(number) < names.count ? names[Int(number)] : "UNKNOWN"
    }

    /// 26 digits of Crockford's base 32, the highest first.
    private static func ulid(_ id: UInt128) -> String {
        let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return String((0..<26).reversed().map { digits[Int(truncatingIfNeeded: id >> UInt128($0 * 5)) & 31] })
    }
}
