import ArgumentParser
import FlagModel
import FlagStore

struct HistoryShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One revision: what changed in each document.",
        discussion: """
              flagpost history show 413
            """)

    @Argument(help: "The revision.")
    var revision: UInt64

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1..<UInt64(Int64.max)).contains(revision) else { throw ValidationError("a revision is 1 or more") }
    }

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let records = try await PatientStore(store: store).patiently { () async throws(StoreError) in
                try await store.history(before: revision + 1, limit: 1)
            }
            guard let record = records.first, record.revision == revision else {
                let checkpoint = try await store.checkpoint()
                throw Failure(
                    "the log has no record of revision \(revision)",
                    advice: checkpoint.map { "It was trimmed up to revision \($0.revision); look in its export." }
                        ?? "The newest are: flagpost history")
            }
            let texts = try await RecordText.read([record], differing: true, contents: nil, in: store)
            for text in texts { output.print(text.json) { text.lines(on: output.terminal) } }
        }
    }
}
