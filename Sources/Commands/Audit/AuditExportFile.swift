import FlagModel
import FlagStore
import Operations

/// Writes the change log to a file, and goes on with one that was written earlier.
struct AuditExportFile {
    var path: String
    var storeID: String
    var namespace: String

    /// What an export came to.
    struct Outcome {
        var records = 0
        /// Records that the file held before.
        var earlier = 0
        var last: AuditChain.Checkpoint
    }

    /// - Parameters:
    ///   - since: the first revision wanted; `nil`: all that is kept, or all that is new where the file is there.
    ///   - progress: told how many records are written.
    func write(
        from store: any DocumentStore, since: UInt64?, progress: (Int) -> Void
    ) async throws -> Outcome {
        let file = try OutputFile(path)
        let begin: AuditChain.Checkpoint
        var outcome: Outcome
        if path != "-", LocalFiles.isFile(path) {
            guard since == nil else {
                throw Failure("\(path) is there already, and goes on where it ends", advice: "Leave --since out.")
            }
            let reader = try copy(to: file)
            begin = try fits(reader)
            outcome = Outcome(earlier: reader.records, last: begin)
        } else {
            begin = try await beginning(since: since, in: store)
            outcome = Outcome(last: begin)
            try file.write(line(begin))
        }
        try await append(to: file, after: begin, from: store, outcome: &outcome, progress: progress)
        try file.finish()
        return outcome
    }

    private func append(
        to file: OutputFile, after begin: AuditChain.Checkpoint, from store: any DocumentStore,
        outcome: inout Outcome, progress: (Int) -> Void
    ) async throws {
        let lineage = try await store.lineage()
        let checkpoint = try await store.checkpoint()
        if let checkpoint, begin.revision < checkpoint.revision {
            throw Failure(
                "\(path) ends at revision \(begin.revision), the store's log begins after \(checkpoint.revision): what is "
                    + "between was trimmed; nothing was written",
                advice: "Begin another file.")
        }
        guard begin.revision <= lineage.revision else {
            throw Failure(
                "\(path) goes to revision \(begin.revision), the store only to \(lineage.revision): the store went back; "
                    + "nothing was written")
        }
        var position = try await anchored(begin, checkpoint: checkpoint, in: store)
        var pages = AscendingLogPages(store, after: begin.revision, upTo: lineage.revision)
        while let page = try await pages.next() {
            if let fault = AuditChain.verify(page, after: position, storeID: storeID) {
                throw AuditFinding(fault).failure
            }
            for record in page {
                let value = AuditExport.record(record, storeID: storeID, time: Timestamp.text(record.at))
                try file.write(value.canonical + [UInt8(ascii: "\n")])
                position = AuditChain.Checkpoint(revision: record.revision, chain: record.chain)
                outcome.records += 1
            }
            progress(outcome.records)
        }
        guard position.revision == lineage.revision else {
            throw AuditFinding(AuditChain.Break(revision: lineage.revision, reason: .missing)).failure
        }
        outcome.last = position
        if outcome.records > 0 || outcome.earlier == 0 { try file.write(line(position)) }
    }

    /// The link where the export goes on has to be the store's, too.
    private func anchored(
        _ begin: AuditChain.Checkpoint, checkpoint: AuditChain.Checkpoint?, in store: any DocumentStore
    ) async throws -> AuditChain.Checkpoint {
        if begin.revision == 0 || begin == checkpoint { return begin }
        let record = try await store.history(before: begin.revision + 1, limit: 1).first
        guard record?.revision == begin.revision, record?.chain == begin.chain else {
            throw Failure(
                "the store's record of revision \(begin.revision) is not the one that \(path) ends with; nothing was written",
                advice: "One of them was altered: flagpost audit verify --file \(path)")
        }
        return begin
    }

    private func beginning(since: UInt64?, in store: any DocumentStore) async throws -> AuditChain.Checkpoint {
        let checkpoint = try await store.checkpoint() ?? AuditChain.Checkpoint(revision: 0, chain: AuditChain.origin)
        guard let since, since > checkpoint.revision + 1 else {
            if let since, since <= checkpoint.revision, checkpoint.revision > 0 {
                throw Failure("the log begins after revision \(checkpoint.revision); what was before was trimmed")
            }
            return checkpoint
        }
        let record = try await store.history(before: since, limit: 1).first
        return record.map { AuditChain.Checkpoint(revision: $0.revision, chain: $0.chain) } ?? checkpoint
    }

    /// What the file holds already, checked on the way.
    private func copy(to file: OutputFile) throws -> AuditExportReader {
        let input = try InputLines(path, limit: AuditExport.limits.bytes)
        var reader = AuditExportReader(time: Timestamp.text)
        do {
            while let line = try input.next() {
                try reader.read(line)
                try file.write(line + [UInt8(ascii: "\n")])
            }
            _ = try reader.finish()
        } catch let error as AuditExportError {
            throw Failure(
                "\(path): \(error); nothing was written",
                advice: "Keep it for whoever looks into it, and begin another.")
        }
        return reader
    }

    private func fits(_ reader: AuditExportReader) throws -> AuditChain.Checkpoint {
        guard reader.storeID == storeID, reader.namespace == namespace, let last = reader.last else {
            throw Failure(
                "\(path) is an export of namespace \(reader.namespace) of store \(reader.storeID), not of \(namespace) of "
                    + "\(storeID); nothing was written".withoutControls,
                advice: "Begin another file.")
        }
        return last
    }

    private func line(_ checkpoint: AuditChain.Checkpoint) -> [UInt8] {
        AuditExport.checkpoint(checkpoint, storeID: storeID, namespace: namespace).canonical + [UInt8(ascii: "\n")]
    }
}
