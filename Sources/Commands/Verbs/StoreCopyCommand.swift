import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct StoreCopyCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy a namespace to another store, or to another namespace.",
        discussion: """
            What store backup and store restore do, without a file between: the other namespace must not exist. What is \
            changed in the first one afterwards is not in the copy.

              flagpost store copy --store sqlite:/var/lib/flagpost/flags.db --to redis://flags.internal:6379 --reason "AI-71"
            """)

    @Option(help: .init("Where the copy goes; a location as --store takes it.", valueName: "location"))
    var to: String

    @Option(help: .init("The copy's namespace; the same unless said.", valueName: "name"))
    var toNamespace: String?

    @Option(
        help: .init("File with the password of the other Redis; else as for --store.", valueName: "path"),
        completion: .file())
    var toRedisPasswordFile: String?

    @Flag(help: "Leave out what cannot be read, rather than copy nothing.")
    var skipDamaged = false

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let archive = try await store.withStore(writing: true) { store in
            try await store.archive()
        }
        try ArchiveSummary.check(archive, skipsDamaged: skipDamaged)
        var target = store
        target.store = to
        target.redisPasswordFile = toRedisPasswordFile ?? store.redisPasswordFile
        target.host.namespaceOption = toNamespace ?? store.host.namespace
        try await target.withStore(writing: true, source: .copyOption) { other in
            let restoration = try await ArchiveRestoration.make(of: archive, in: other, reason: reason)
            output.print(restoration.json(in: other)) { restoration.lines("copied", in: other) }
        }
    }
}
