import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the change log as JSON lines, to be kept elsewhere.",
        discussion: """
            A line for each record, between lines that name the link of the chain where it begins and ends. A file that is \
            there already is gone on with, where it fits. With --trim the store then drops what the file holds: the log \
            takes 100,000 records, and nothing but a restriction is committed once it is full.

              flagpost audit export --output prod.audit.jsonl
              flagpost audit export --output prod.audit.jsonl --trim --reason "quarter's end"
              flagpost audit export --since 400 | jq 'select(.revision) | {revision, actor, reason}'
            """)

    @Option(
        help: .init("The file, put in place once it is whole; standard output unless said.", valueName: "path"),
        completion: .file())
    var output = "-"

    @Option(help: .init("Only records from this revision on.", valueName: "revision"))
    var since: UInt64?

    @Flag(help: "Drop from the store what the file holds. Asks; needs --output and --reason.")
    var trim = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard since.map({ (1..<UInt64(Int64.max)).contains($0) }) ?? true else {
            throw ValidationError("--since takes a revision: 1 or more")
        }
        guard !trim || output != "-" else {
            throw ValidationError("--trim drops what the file holds: name one with --output")
        }
        guard !trim || !reason.reason.isEmpty else {
            throw ValidationError("--trim is for the record: give a --reason")
        }
        guard !trim || since == nil else {
            throw ValidationError("--trim drops everything up to the end: leave --since out")
        }
    }

    func run() async throws {
        try await store.withStore(writing: trim) { store in
            let terminal = Terminal.current
            let lineage = try await store.lineage()
            var progress = ProgressLine(on: terminal)
            if trim {
                do {
                    _ = try await AuditVerification.run(on: store, against: nil) {
                        progress.show($0, "records checked:")
                    }
                } catch let finding as AuditFinding {
                    throw finding.failure
                }
            }
            let file = AuditExportFile(path: output, storeID: lineage.storeID, namespace: store.namespace)
            let outcome = try await file.write(from: store, since: since) { progress.show($0, "records written:") }
            progress.clear()
            StandardStreams.message(
                "\(outcome.records) records up to revision \(outcome.last.revision) written to "
                    + (output == "-" ? "standard output" : output)
                    + (outcome.earlier > 0 ? ", after \(outcome.earlier) that it held" : ""))
            guard trim else { return }
            try await drop(through: outcome.last, in: store, asking: terminal.canAsk && !yes)
        }
    }

    private func drop(
        through checkpoint: AuditChain.Checkpoint, in store: any DocumentStore, asking: Bool
    ) async throws {
        guard
            !asking
                || StandardStreams.confirm(
                    "Drop all records up to revision \(checkpoint.revision) from the store? Only \(output) has them then."
                )
        else { throw Failure("nothing was trimmed; \(output) stays") }
        let receipt = try await TrimLog(through: checkpoint).plan(on: store).perform(in: store, as: reason.author)
        StandardStreams.message(
            "trimmed the log up to revision \(checkpoint.revision), at revision \(receipt.lineage.revision); keep \(output)"
        )
    }
}
