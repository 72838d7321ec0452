import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct StoreBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write all of a namespace to a file, as of one revision.",
        discussion: """
            Documents, states, scheduled changes, the change log and the contents it names. Proposals, leases and agents' \
            presence stay behind. The file holds the key that units are hashed with and every text of a prompt: it is \
            readable by its owner only (mode 0600); keep it like a password.

              flagpost store backup --output prod.flagpost-backup
              flagpost store backup --output - | age -r KEY > prod.age
            """)

    @Option(
        help: .init("The file, put in place once it is whole; - for standard output.", valueName: "path"),
        completion: .file())
    var output: String

    @Flag(help: "Leave out what cannot be read, rather than write nothing.")
    var skipDamaged = false

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let archive = try await store.archive()
            try ArchiveSummary.check(archive, skipsDamaged: skipDamaged)
            var progress = ProgressLine(on: .current)
            try ArchiveFile.write(archive, namespace: store.namespace, to: output) { done, all in
                progress.show(done, of: all, "lines written:")
            }
            progress.clear()
            let name = output == "-" ? "standard output" : output
            StandardStreams.message(
                "\(ArchiveSummary(archive: archive).text) of namespace \(store.namespace) at revision "
                    + "\(archive.load.lineage.revision) are in \(name)\n"
                    + "  It holds the namespace's unit key and all texts of prompts: keep it like a password.")
        }
    }
}
