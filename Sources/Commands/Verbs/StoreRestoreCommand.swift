import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct StoreRestoreCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a namespace anew from a backup.",
        discussion: """
            Only where the namespace does not exist: nothing is overwritten. A file that is cut off, altered, or of a newer \
            version is refused, and nothing of it is restored. The namespace is the same store in its next epoch: agents \
            that have followed it take what it restricts, and the rest after flagpost store adopt.

              flagpost store restore prod.flagpost-backup --reason "server lost"
              flagpost store restore prod.flagpost-backup --namespace drill --reason "drill"
            """)

    @Argument(help: .init("The backup, or - for standard input.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var progress = ProgressLine(on: output.terminal)
        let (archive, origin) = try ArchiveFile.read(file) { progress.show($0, "lines read:") }
        progress.clear()
        try await store.withStore(writing: true) { store in
            if origin != store.namespace {
                StandardStreams.message("  the backup is of namespace \(origin.withoutControls)")
            }
            let restoration = try await ArchiveRestoration.make(of: archive, in: store, reason: reason)
            output.print(restoration.json(in: store)) { restoration.lines("restored", in: store) }
        }
    }
}
