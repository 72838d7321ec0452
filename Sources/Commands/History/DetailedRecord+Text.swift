import FlagModel
import FlagStore
import Operations

extension DetailedRecord {
    func lines(on terminal: Terminal) -> [String] {
        let author = record.attribution
        let restricts = record.payload.changes.contains(where: \.restricts)
        let what = record.payload.changes.map(EveryFeature.sentence).joined(separator: ", ").withoutControls
        let head = "\(Timestamp.text(record.at))  revision \(record.revision)  "
        let from = author.origin.isEmpty ? "" : " on \(author.origin)"
        var lines = [
            terminal.output(head, .faint) + terminal.output(what, restricts ? .red : .bold),
            "  by \(author.actor)\(author.onBehalfOf.map { " for \($0)" } ?? "")\(from) (\(author.source))"
                .withoutControls,
        ]
        if !author.reason.isEmpty { lines.append("  why: \(author.reason.withoutControls)") }
        if let proposal = record.payload.proposal {
            lines.append(
                ("  proposal \(proposal)"
                    + (approvers.isEmpty ? "" : ", approved by \(approvers.joined(separator: ", "))"))
                    .withoutControls)
        }
        lines += evidence.map { "  \($0.withoutControls)" }
        lines += (differences ?? []).flatMap { $0.lines(on: terminal) }.map { "  \($0)" }
        return lines
    }

    /// `evidence: failed 42, of 50, threshold 0.05`.
    private var evidence: [String] {
        switch record.evidence {
        case .null: return []
        case .object(let members) where members.isEmpty: return []
        case .object(let members):
            let facts = members.sorted { $0.key < $1.key }.map { name, value in
                let text: String
                if name == "at" || name.hasSuffix("_at"), let time = value.integer {
                    text = Timestamp.text(time)
                } else {
                    text = value.string ?? value.canonicalText
                }
                return "\(name.replacing("_", with: " ")) \(text)"
            }
            return ["evidence: \(facts.joined(separator: ", "))"]
        case let value: return ["evidence: \(value.canonicalText)"]
        }
    }
}

extension RecordDifference {
    func lines(on terminal: Terminal) -> [String] {
        let name = "\(id)".withoutControls
        switch effect {
        case .created: return ["\(terminal.output("+ \(name)", .green))  new"]
        case .deleted: return ["\(terminal.output("- \(name)", .red))  deleted"]
        case .same: return ["\(terminal.output("~ \(name)", .yellow))  same text, resolves anew"]
        case .gone(let why): return ["\(terminal.output("~ \(name)", .yellow))  no difference to show: \(why)"]
        case .changed(let differences):
            return [terminal.output("~ \(name)", .yellow)]
                + differences.flatMap { $0.lines(on: terminal) }.map { "    \($0)" }
        }
    }
}

extension ValueDifference {
    /// Texts of several lines are shown line by line.
    fileprivate func lines(on terminal: Terminal) -> [String] {
        guard let old = old?.string, let new = new?.string, old.hasSeveralLines || new.hasSeveralLines else {
            return [line(styling: terminal.output)]
        }
        return ["\(path.withoutControls):"] + TextDifference(old, new).lines(on: terminal).map { "  \($0)" }
    }
}
