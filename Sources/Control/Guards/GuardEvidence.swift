import FlagModel
import Telemetry

/// The numbers behind a breach, as the record keeps them.
struct GuardEvidence {
    var rule: GuardRule
    /// `nil`: the feature as a whole.
    var judged: OutcomeWindows.Reading?
    var source: Outcome.Source?
    var revision: UInt64
    var strongest: ErrorRateTest.Finding
    var findings: [ErrorRateTest.Finding]

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "rule": .string(ruleText),
            "threshold": .number(rule.threshold),
            "window": .string(strongest.window.name),
            "n": number(strongest.tally.calls),
            "k": number(strongest.tally.failures),
            "probability": .number(strongest.probability),
            "revision": .integer(Int64(clamping: revision)),
            "windows": .array(findings.map(json)),
        ]
        if let source { members["source"] = .string(source.rawValue) }
        if let judged {
            members["variant"] = .string(judged.variant)
            members["digest"] = .string(judged.digest)
        }
        return .object(members)
    }

    var summary: String {
        let tally = strongest.tally
        return "\(rule.signal.rawValue) \(percent(tally.rate)) in \(strongest.window.name) "
            + "(\(text(tally.failures)) of \(text(tally.calls))), over \(percent(rule.threshold))"
    }

    private var ruleText: String {
        let seconds = rule.window.nanoseconds / .second
        let window = seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
        return "\(rule.signal.rawValue) > \(percent(rule.threshold)) over \(window)"
    }

    private func json(_ finding: ErrorRateTest.Finding) -> JSONValue {
        var members: [String: JSONValue] = [
            "window": .string(finding.window.name),
            "n": number(finding.tally.calls),
            "k": number(finding.tally.failures),
            "probability": .number(finding.probability),
            "breaches": .bool(finding.breaches),
        ]
        if finding.tally.calls != finding.tally.effectiveCalls {
            members["effective_n"] = number(finding.tally.effectiveCalls)
        }
        return .object(members)
    }

    /// An integer where it is one: counts of unsampled calls are.
    private func number(_ value: Double) -> JSONValue { Int64(exactly: value).map { .integer($0) } ?? .number(value) }

    private func text(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\((value * 10).rounded() / 10)"
    }

    private func percent(_ rate: Double) -> String { "\(text((rate * 1_000).rounded() / 10))%" }
}
