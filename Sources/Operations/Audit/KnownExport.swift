import FlagModel
package import FlagStore

/// What an export says of the log, as far as the store can be held against it.
package struct KnownExport: Sendable {
    /// How findings name it.
    package let name: String
    package let storeID: String
    package let last: AuditChain.Checkpoint
    package let records: Int
    /// Links by revision.
    let links: [UInt64: String]
    /// The last record that names a document: its revision, and the digest of what it became.
    let documents: [DocumentID: (revision: UInt64, content: String?)]

    /// - Parameter next: the export's next line; `nil` at its end.
    /// - Throws: an `AuditExportError` with line and reason if the export itself does not hold together.
    package init(name: String, lines next: () throws -> [UInt8]?) throws {
        var reader = AuditExportReader(time: Timestamp.text)
        var links: [UInt64: String] = [:]
        var documents: [DocumentID: (revision: UInt64, content: String?)] = [:]
        while let line = try next() {
            if let record = try reader.read(line) {
                for change in record.payload.changes where change.isDone {
                    if let id = change.document { documents[id] = (record.revision, change.content) }
                }
            }
            if let last = reader.last { links[last.revision] = last.chain }
        }
        self.name = name
        last = try reader.finish()
        storeID = reader.storeID
        records = reader.records
        self.links = links
        self.documents = documents
    }
}
