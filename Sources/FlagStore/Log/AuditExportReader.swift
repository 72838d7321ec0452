import FlagModel

/// Why an export of the change log cannot be relied on, and in which line that shows.
package struct AuditExportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var message: String

    package var description: String { "line \(line): \(message)" }
}

/// Follows the chain through an export, line by line, and remembers where it stands.
package struct AuditExportReader: Sendable {
    package private(set) var storeID = ""
    package private(set) var namespace = ""
    /// Where the export begins.
    package private(set) var first: AuditChain.Checkpoint?
    /// The link that was read last.
    package private(set) var last: AuditChain.Checkpoint?
    package private(set) var records = 0
    private var lines = 0
    private var isAtCheckpoint = false
    private let time: (@Sendable (Int64) -> String)?

    /// - Parameter time: how the export writes a record's time for people; `nil`: that is not compared.
    package init(time: (@Sendable (Int64) -> String)? = nil) { self.time = time }

    /// - Parameter line: without its line feed.
    /// - Returns: the record, where it is one.
    @discardableResult
    package mutating func read(_ line: [UInt8]) throws(AuditExportError) -> ChangeRecord? {
        lines += 1
        let value: JSONValue
        do {
            value = try JSONValue.parse(line, limits: AuditExport.limits)
        } catch {
            throw self.error("cannot be read: \(error.message)")
        }
        switch AuditExport.read(value) {
        case nil: throw error("is no line of an export of the change log")
        case .checkpoint(let checkpoint, let storeID, let namespace):
            if let last {
                guard checkpoint == last, storeID == self.storeID else {
                    throw error("the checkpoint is not the link of the record before it")
                }
            } else {
                first = checkpoint
                last = checkpoint
                self.storeID = storeID
                self.namespace = namespace
            }
            isAtCheckpoint = true
            return nil
        case .record(let record, let storeID):
            guard let last else { throw error("an export begins with a checkpoint") }
            guard storeID == self.storeID else { throw error("the record is of another store, \(storeID)") }
            if let fault = AuditChain.verify(CollectionOfOne(record), after: last, storeID: storeID) {
                throw error("\(fault)")
            }
            if let name = AuditExport.forgedField(in: value, of: record, time: time) {
                throw error(
                    "the field \(name) of revision \(record.revision) is not what its "
                        + (name == "at" ? "at_ms says" : "payload says"))
            }
            self.last = AuditChain.Checkpoint(revision: record.revision, chain: record.chain)
            records += 1
            isAtCheckpoint = false
            return record
        }
    }

    /// Where the export ends.
    package func finish() throws(AuditExportError) -> AuditChain.Checkpoint {
        guard let last, isAtCheckpoint else {
            throw AuditExportError(
                line: lines + 1, message: "the file ends here without its checkpoint: it was cut off")
        }
        return last
    }

    private func error(_ message: String) -> AuditExportError { AuditExportError(line: lines, message: message) }
}
