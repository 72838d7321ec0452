// Finds where a chain of records breaks. What it needs is in the records themselves, so a file of them can be verified
// without any store.

import FlagModel

extension AuditChain {
    /// The first record that is not what it was when it was made, or not where it was.
    package struct Break: Error, Sendable, Equatable, CustomStringConvertible {
        package enum Reason: String, Sendable {
            case altered = "its text is not what its digest says"
            case order = "it does not come after the record before it"
            case link = "it does not follow from the record before it: one of them was altered, left out or put in"
            case missing = "records up to it are missing at the end"
        }

        package var revision: UInt64
        package var reason: Reason

        package init(revision: UInt64, reason: Reason) {
            self.revision = revision
            self.reason = reason
        }

        package var description: String { "the record of revision \(revision): \(reason.rawValue)" }
    }

    /// - Parameters:
    ///   - records: ascending.
    ///   - checkpoint: what was trimmed before them; `nil` where they begin with the store's first one.
    ///   - last: the namespace's revision, which has a record, too. Without it nobody can tell that records are missing
    ///     at the end.
    /// - Returns: where the chain breaks first; `nil` where it is whole.
    package static func verify(
        _ records: some Sequence<ChangeRecord>, after checkpoint: Checkpoint?, storeID: String, upTo last: UInt64? = nil
    ) -> Break? {
        var previous = checkpoint ?? Checkpoint(revision: 0, chain: origin)
        for record in records {
            if let reason = reason(against: record, after: previous, storeID: storeID) {
                return Break(revision: record.revision, reason: reason)
            }
            previous = Checkpoint(revision: record.revision, chain: record.chain)
        }
        guard let last, previous.revision != last else { return nil }
        return Break(revision: last, reason: .missing)
    }

    private static func reason(
        against record: ChangeRecord, after previous: Checkpoint, storeID: String
    ) -> Break.Reason? {
        guard record.revision > previous.revision else { return .order }
        guard Digest.hexadecimal(of: record.text) == record.payloadDigest else { return .altered }
        let link = link(
            after: previous.chain, storeID: storeID, revision: record.revision, at: record.at,
            payloadDigest: record.payloadDigest)
        return link == record.chain ? nil : .link
    }
}
