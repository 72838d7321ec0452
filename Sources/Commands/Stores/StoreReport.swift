import FlagModel
import FlagStore

/// What was found in a store, for people and for programs.
struct StoreReport {
    var store: String
    var namespace: String
    var findings: [StoreFinding]

    func count(_ status: StoreFinding.Status) -> Int { findings.count { $0.status == status } }

    var json: JSONValue {
        [
            "store": .string(store), "namespace": .string(namespace),
            "errors": .integer(Int64(count(.error))), "warnings": .integer(Int64(count(.warning))),
            "unknown": .integer(Int64(count(.unknown))),
            "findings": .array(
                findings.map { finding in
                    [
                        "status": .string(finding.status.rawValue), "subject": .string(finding.subject),
                        "text": .string(finding.text), "advice": finding.advice.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }

    /// A row for each finding, and below it what to do.
    func lines(on terminal: Terminal) -> [String] {
        let rows = findings.flatMap { finding in
            [[finding.status.rawValue, finding.subject, finding.text]]
                + (finding.advice.map { [["", "", "-> \($0)"]] } ?? [])
        }
        let table = Table("STATUS", "SUBJECT", "\(store), namespace \(namespace)", rows: rows)
        return table.lines(on: terminal) + ["", summary(on: terminal)]
    }

    private func summary(on terminal: Terminal) -> String {
        let errors = count(.error)
        let text = [
            Self.text(errors, "error"), Self.text(count(.warning), "warning"), "\(count(.unknown)) unknown",
        ].joined(separator: ", ")
        return terminal.output(text, errors > 0 ? .red : count(.warning) > 0 ? .yellow : .green)
    }

    private static func text(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
