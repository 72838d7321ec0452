import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct HistoryListCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Records of the change log, newest first (what `flagpost history` does).")

    @Argument(help: "Only what concerns this document (of a prompt, every version), and the namespace as a whole.")
    var key: String?

    @Option(help: .init("At most so many records.", valueName: "number"))
    var limit = 20

    @Option(
        help: .init(
            "Only records from here on: 2026-11-27T09:00:00Z, 24h (back from now), or a revision.", valueName: "when"))
    var since: SinceArgument?

    @Option(help: .init("Only records of earlier revisions: to page through the log.", valueName: "revision"))
    var before: UInt64?

    @Flag(help: "Show what changed in each document.")
    var diff = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let key { try FeatureKey.check(key) }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000") }
    }

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let answer = try await RecordQuery(
                key: key.map(FeatureKey.plain), from: since?.start, before: before, limit: limit
            )
            .run(on: store)
            let records = try await DetailedRecord.read(
                answer.records, differing: diff, contents: answer.contents, in: store)
            output.print(.array(records.map(\.json))) { records.flatMap { $0.lines(on: output.terminal) } }
            if answer.hasMore, output.output == .text, let last = records.last?.record.revision {
                StandardStreams.message("more: --before \(last)")
            }
        }
    }
}
