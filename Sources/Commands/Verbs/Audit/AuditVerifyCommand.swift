import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct AuditVerifyCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the change log, and that documents are what it says.",
        discussion: """
            Reads the whole log and computes the chain anew, compares every live document with the last record that names \
            it, and every earlier content that is kept with its digest. Against an export that was kept elsewhere it \
            proves that nothing up to there was altered. Exit status 1, with the first thing that does not hold.

              flagpost audit verify
              flagpost audit verify --file /backup/prod.audit.jsonl
            """)

    @Option(help: .init("An export of this log that was kept elsewhere.", valueName: "path"), completion: .file())
    var file: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let export = try file.map(KnownExport.read)
        try await store.withStore(writing: false) { store in
            var progress = ProgressLine(on: output.terminal)
            do {
                let account = try await AuditVerification.run(on: store, against: export) {
                    progress.show($0, "records checked:")
                }
                progress.clear()
                output.print(json(account, finding: nil, in: store)) { lines(account, export: export) }
            } catch let finding as AuditFinding {
                progress.clear()
                if output.output != .text { output.print(json(nil, finding: finding, in: store)) { [] } }
                throw finding.failure
            }
        }
    }

    private func lines(_ account: AuditVerification.Account, export: KnownExport?) -> [String] {
        let from =
            account.checkpoint.map { "after revision \($0.revision), where it was trimmed," } ?? "from the first one"
        var lines = [
            "\(output.terminal.output("whole", .green)): \(account.records) records \(from) to revision "
                + "\(account.lineage.revision)",
            "  \(account.documents) documents are what their last record says",
        ]
        if account.documentsBeforeLog > 0 {
            lines.append(
                "  \(account.documentsBeforeLog) documents were last changed before the log begins: hold them against the "
                    + "export, too (--file)")
        }
        lines.append(
            "  \(account.contents) earlier contents are kept and sound, \(account.contentsGone) are kept no more")
        if let export {
            lines.append(
                "  nothing up to revision \(export.last.revision) was altered since \(export.name)".withoutControls)
        }
        return lines
    }

    private func json(
        _ account: AuditVerification.Account?, finding: AuditFinding?, in store: any DocumentStore
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "whole": .bool(finding == nil), "store": .string(store.location), "namespace": .string(store.namespace),
        ]
        if let finding {
            members["subject"] = .string(finding.subject)
            members["message"] = .string(finding.message)
        }
        if let account {
            members["records"] = .integer(Int64(account.records))
            members["revision"] = .integer(Int64(clamping: account.lineage.revision))
            members["checkpoint"] = account.checkpoint?.json ?? .null
            members["documents"] = .integer(Int64(account.documents))
            members["documents_before_log"] = .integer(Int64(account.documentsBeforeLog))
            members["contents"] = .integer(Int64(account.contents))
            members["contents_gone"] = .integer(Int64(account.contentsGone))
        }
        return .object(members)
    }
}
