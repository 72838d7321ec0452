package import FlagModel
package import FlagStore

/// A record of the change log with all that is told of it.
package struct DetailedRecord: Sendable {
    package let record: ChangeRecord
    /// Who approved the proposal that it carries out, as far as that is still kept.
    package let approvers: [String]
    /// What it did to each document; `nil` if that was not asked for.
    package let differences: [RecordDifference]?

    /// - Parameters:
    ///   - records: newest first.
    ///   - contents: what the namespace holds, if it was read already.
    package static func read(
        _ records: [ChangeRecord], differing: Bool, contents: NamespaceContents?, in store: any DocumentStore
    ) async throws -> [DetailedRecord] {
        var proposals: [ProposalID: StoredProposal] = [:]
        if records.contains(where: { $0.payload.proposal != nil }) {
            // Who may not see proposals still sees the log.
            let known = (try? await store.proposals()) ?? []
            proposals = Dictionary(known.map { ($0.proposal.id, $0) }, uniquingKeysWith: { $1 })
        }
        var differences: RecordDifferences?
        if differing {
            let contents = if let contents { contents } else { try await NamespaceContents.read(store) }
            differences = try await RecordDifferences(of: records, contents: contents, in: store)
        }
        return records.map { record in
            DetailedRecord(
                record: record,
                approvers: record.payload.proposal.flatMap { proposals[$0]?.approvers } ?? [],
                differences: differences.map { $0.byRevision[record.revision] ?? [] })
        }
    }

    /// - Throws: an `OperationError` if the log does not have the revision.
    package static func find(_ revision: UInt64, in store: any DocumentStore) async throws -> DetailedRecord {
        let records = try await store.history(before: revision + 1, limit: 1)
        if let record = records.first, record.revision == revision,
            let detailed = try await read([record], differing: true, contents: nil, in: store).first
        {
            return detailed
        }
        let checkpoint = try await store.checkpoint()
        throw OperationError(
            .unknown, "\(revision)", "the log has no record of revision \(revision)",
            checkpoint.map { .hint("It was trimmed up to revision \($0.revision); look in its export.") }
                ?? .history(nil))
    }

    package var json: JSONValue {
        let author = record.attribution
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
