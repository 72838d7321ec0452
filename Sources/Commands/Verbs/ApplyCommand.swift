import ArgumentParser
import FlagModel
import FlagStore

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Put documents from files into the store.",
        discussion: """
            Shows what would change, asks (on a terminal), and changes all of it in one commit, or nothing: refused \
            where somebody changed one of the documents meanwhile. What is not in the files is never removed.

              flagpost apply -f support-chat.yaml
              flagpost apply -f features/ --yes --reason "release 42"
              generate | flagpost apply -f - --dry-run
            """)

    @Option(
        name: .shortAndLong, parsing: .upToNextOption,
        help: .init("YAML or JSON files, folders of them, or - for standard input.", valueName: "path"),
        completion: .file())
    var file: [String]

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false

    @Option(help: .init("Why; kept in the record.", valueName: "text"))
    var reason = ""

    @Option(help: .init("For whom you act; recorded beside you.", valueName: "name"))
    var onBehalfOf: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let files = try DocumentFiles.read(file)
        for diagnostic in files.diagnostics {
            StandardStreams.message(diagnostic.description.withoutControls)
        }
        guard !files.hasErrors else { throw Failure("nothing was applied: the files have errors") }
        guard !files.documents.isEmpty else { throw Failure("the files hold no document") }
        try await store.withStore(writing: true) { store in
            let load = try await PatientStore(store: store).load()
            let plan = ChangePlan(files.documents, stored: load.documents)
            for line in plan.lines(on: output.terminal) { StandardStreams.message(line) }
            guard !plan.changes.isEmpty, !dryRun else {
                let text = plan.changes.isEmpty ? "nothing to change" : "dry run: nothing was changed"
                answer(plan, changed: false, lineage: load.lineage, store: store) { text }
                return
            }
            guard yes || !output.terminal.canAsk || StandardStreams.confirm("Apply this?") else {
                throw Failure("nothing was applied")
            }
            let receipt = try await commit(plan, to: store)
            answer(plan, changed: receipt.changed, lineage: receipt.lineage, store: store) {
                let count = plan.changes.count
                return "applied \(count) \(count == 1 ? "document" : "documents") at revision "
                    + "\(receipt.lineage.revision)"
            }
        }
    }

    private func commit(_ plan: ChangePlan, to store: any DocumentStore) async throws -> Receipt {
        do throws(StoreError) {
            return try await PatientStore(store: store).commit(plan.changes, reason: reason, onBehalfOf: onBehalfOf)
        } catch {
            guard error.code == .conflict else { throw error }
            let load = try await store.load(since: nil)
            let overtaken = plan.overtaken(by: load.documents).map { id, seen, now in
                "\(id) is \(now == 0 ? "deleted" : "at revision \(now)"), you saw "
                    + (seen == 0 ? "none" : "revision \(seen)")
            }
            throw Failure(
                "nothing was applied: somebody changed what you were shown"
                    + (overtaken.isEmpty ? "" : " (\(overtaken.joined(separator: "; ")))"),
                advice: "Run the same command again: it shows the difference to what is there now. See also: "
                    + "flagpost get KEY")
        }
    }

    private func answer(
        _ plan: ChangePlan, changed: Bool, lineage: Lineage, store: any DocumentStore, text: () -> String
    ) {
        let json: JSONValue = [
            "changed": .bool(changed), "revision": .integer(Int64(clamping: lineage.revision)),
            "documents": plan.json, "store": .string(store.location), "namespace": .string(store.namespace),
        ]
        output.print(json) { [text()] }
    }
}
