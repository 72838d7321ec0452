import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ImportCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put a folder of documents, as export writes it, or a flagd file into the store.",
        discussion: """
            What apply does, by the same rules, for whole namespaces: more than 1,000 documents go in several commits, \
            what others stand on first. What is not in the files is never removed. Where a commit takes others' approval \
            it becomes a proposal, and what comes after it is left for the next import.

              flagpost import flags/ --namespace staging --reason "a new environment"
              flagpost import flags.flagd.json --reason "moved from flagd"
            """)

    @OptionGroup var files: RequiredFiles

    @OptionGroup var review: ReviewOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let documents = try DocumentFiles.read(files.all).sound("nothing was imported").documents
        try await store.withStore(writing: true) { store in
            var contents = try await NamespaceContents.read(store)
            let reviewed = ReviewedChange(options: review, output: output)
            let changed = documents.filter { contents.stored[$0.id]?.body != $0.body }
            let batches = ImportBatches(changed.count > StoreLimits.changes ? changed : documents).batches
            for (number, batch) in batches.enumerated() {
                let isLast = number == batches.count - 1
                if batches.count > 1 {
                    StandardStreams.message("  commit \(number + 1) of \(batches.count): \(batch.count) documents")
                }
                let change = try await ChangeDocuments(WantedChange(documents: batch), terms: review.terms())
                    .plan(on: store, by: contents)
                let outcome = try await reviewed.next.carryOut(change, in: store, question: "Import this?")
                if isLast || outcome.proposed != nil {
                    let left = batches[(number + 1)...].reduce(0) { $0 + $1.count }
                    try answer(outcome, left: left, in: store)
                } else {
                    StandardStreams.message("  \(outcome.line("imported"))")
                    contents = try await NamespaceContents.read(store)
                }
            }
        }
    }

    /// - Parameter left: documents of later commits, which may stand on what waits.
    private func answer(_ outcome: ChangeOutcome, left: Int, in store: any DocumentStore) throws {
        var json = outcome.json(in: store).object ?? [:]
        json["not_imported"] = .integer(Int64(left))
        output.print(.object(json)) {
            var lines = outcome.lines("imported", on: output.terminal)
            if left > 0 {
                lines.append(
                    "  \(left) more \(left == 1 ? "document was" : "documents were") not imported: repeat the import once "
                        + "this is approved")
            }
            return lines
        }
        try outcome.conclude()
    }
}
