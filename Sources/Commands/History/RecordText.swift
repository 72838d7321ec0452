import FlagModel
import FlagStore

/// A record as people and programs read it.
struct RecordText {
    var record: ChangeRecord
    /// Who approved the proposal that it carries out, as far as that is still kept.
    var approvers: [String] = []
    var differences: [RecordDifference]?

    private var author: Attribution { record.attribution }

    func lines(on terminal: Terminal) -> [String] {
        let restricts = record.changes.contains { change in
            ["kill ", "withdraw ", "trip ", "rollback "].contains(where: change.hasPrefix)
        }
        let what = record.changes.map(EveryFeature.naming).joined(separator: ", ").withoutControls
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

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "revision": .integer(Int64(clamping: record.revision)), "at": .string(Timestamp.text(record.at)),
            "at_ms": .integer(record.at), "actor": .string(author.actor),
            "on_behalf_of": author.onBehalfOf.map { .string($0) } ?? .null, "reason": .string(author.reason),
            "source": .string(author.source), "origin": .string(author.origin), "commit": .string(author.commitID),
            "changes": .array(record.changes.map { .string($0) }), "evidence": record.evidence,
            "proposal": record.payload.proposal.map {
                [
                    "author": .string($0.author), "name": .string($0.name),
                    "approved_by": .array(approvers.map { .string($0) }),
                ]
            } ?? .null, "chain": .string(record.chain),
        ]
        if let differences { members["documents"] = .array(differences.map(\.json)) }
        return .object(members)
    }
}

extension RecordText {
    /// Records with all that is told of them.
    ///
    /// - Parameter records: newest first.
    static func read(
        _ records: [ChangeRecord], differing: Bool, contents: NamespaceContents?, in store: any DocumentStore
    ) async throws -> [RecordText] {
        var proposals: [ProposalID: StoredProposal] = [:]
        if records.contains(where: { $0.payload.proposal != nil }) {
            // Who may not see proposals still sees the log.
            let known = (try? await PatientStore(store: store).proposals()) ?? []
            proposals = Dictionary(known.map { ($0.proposal.id, $0) }, uniquingKeysWith: { $1 })
        }
        var differences: RecordDifferences?
        if differing {
            let contents = if let contents { contents } else { try await NamespaceContents.read(store) }
            differences = try await RecordDifferences(of: records, contents: contents, in: store)
        }
        return records.map { record in
            RecordText(
                record: record,
                approvers: record.payload.proposal.flatMap { proposals[$0]?.approvers } ?? [],
                differences: differences.map { $0.byRevision[record.revision] ?? [] })
        }
    }
}
