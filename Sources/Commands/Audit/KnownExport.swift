import FlagModel
import FlagStore

/// What an export says of the log, as far as the store can be held against it.
struct KnownExport {
    var path: String
    var storeID: String
    var last: AuditChain.Checkpoint
    var records: Int
    /// Links by revision.
    var links: [UInt64: String] = [:]
    /// The last record that names a document: its revision, and the digest of what it became.
    var documents: [DocumentID: (revision: UInt64, content: String?)] = [:]

    /// - Throws: a `Failure` with line and reason where the export itself does not hold together.
    static func read(_ path: String) throws -> KnownExport {
        let input = try InputLines(path, limit: AuditExport.limits.bytes)
        var reader = AuditExportReader(time: Timestamp.text)
        var links: [UInt64: String] = [:]
        var documents: [DocumentID: (revision: UInt64, content: String?)] = [:]
        do {
            while let line = try input.next() {
                if let record = try reader.read(line) {
                    for change in record.payload.changes where change.isDone {
                        if let id = change.document { documents[id] = (record.revision, change.content) }
                    }
                }
                if let last = reader.last { links[last.revision] = last.chain }
            }
            return KnownExport(
                path: path, storeID: reader.storeID, last: try reader.finish(), records: reader.records, links: links,
                documents: documents)
        } catch let error as AuditExportError {
            throw Failure(
                "\(path): \(error)", advice: "The export itself does not hold together; nothing was compared.")
        }
    }
}
