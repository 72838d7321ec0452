import ArgumentParser
import FlagModel
import Operations

struct HistoryShowCommand: AsyncParsableCommand, AnsweringCommand {
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
            let record = try await DetailedRecord.find(revision, in: store)
            output.print(record.json) { record.lines(on: output.terminal) }
        }
    }
}
