import ArgumentParser
import FlagModel
import FlagStore

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put a folder of documents, as export writes it, or a flagd file into the store.",
        discussion: """
            What apply does, by the same rules, for whole namespaces: more than 1,000 documents go in several commits, \
            what others stand on first. What is not in the files is never removed.

              flagpost import flags/ --namespace staging --reason "a new environment"
              flagpost import flags.flagd.json --reason "moved from flagd"
            """)

    @Argument(help: "Folders or files of YAML or JSON, flagd's own among them; - for standard input.")
    var files: [String]

    @OptionGroup var review: ReviewOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let documents = try DocumentFiles.read(files).sound("nothing was imported").documents
        try await store.withStore(writing: true) { store in
            var contents = try await NamespaceContents.read(store)
            let change = ReviewedChange(options: review, output: output)
            let changed = documents.filter { contents.stored[$0.id]?.body != $0.body }
            let batches = ImportBatches(changed.count > StoreLimits.changes ? changed : documents).batches
            for (number, batch) in batches.enumerated() {
                let isLast = number == batches.count - 1
                if batches.count > 1 {
                    StandardStreams.message("  commit \(number + 1) of \(batches.count): \(batch.count) documents")
                }
                let outcome = try await change.carryOut(
                    ChangeProposal(documents: batch), on: contents, in: store, question: "Import this?")
                if isLast || outcome.proposed != nil {
                    try change.answer(outcome, "imported", in: store)
                } else {
                    StandardStreams.message("  \(outcome.line("imported"))")
                    contents = try await NamespaceContents.read(store)
                }
            }
        }
    }
}
