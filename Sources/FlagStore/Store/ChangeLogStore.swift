/// Who changed what, and what it was before.
package protocol ChangeLogStore: NamespaceStore {
    /// At most `limit` records, newest first, those before `revision` where it is not `nil`.
    func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord]
    /// Bodies by digest, as far as they are still kept: what was redacted, or replaced long ago, is left out.
    func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]]
    /// Where the kept log begins: the record that was trimmed last. `nil`: with the first one.
    func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint?
    /// Drops the records up to a checkpoint that somebody keeps elsewhere, and the contents that were replaced by then.
    /// Refused with `conflict` where the log's link at that revision is another. A commit, and the only one beside
    /// restrictions that a full log takes.
    func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt
}

extension ChangeLogStore {
    package func history(limit: Int) async throws(StoreError) -> [ChangeRecord] {
        try await history(before: nil, limit: limit)
    }
}

/// A body of a document, by what it is.
package struct ContentReference: Sendable, Hashable {
    package var document: DocumentID
    /// SHA-256 in hexadecimal.
    package var digest: String

    package init(document: DocumentID, digest: String) {
        self.document = document
        self.digest = digest
    }
}
