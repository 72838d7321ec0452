import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write documents as YAML files: to edit, to keep in git, to take to another namespace.",
        discussion: """
            The same documents always give the same text, and import or apply takes it back to the same bytes. State (what \
            is killed, withdrawn or rolled out) is not among them: that is what store backup is for.

              flagpost export --output flags/
              flagpost export support-chat support-system@13 > support.yaml
              flagpost export --namespace staging | flagpost apply -f - --namespace prod
            """)

    @Argument(help: "Only these documents: KEY, KIND/KEY, or of a prompt its name for all versions.")
    var keys: [String] = []

    @Option(
        help: .init(
            "A folder, with KIND/KEY.yaml for each document; standard output unless said.", valueName: "folder"),
        completion: .directory)
    var output = "-"

    @Option(help: "Only documents of this kind.")
    var kind: DocumentKind?

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let contents = try await NamespaceContents.read(store)
            for key in keys where !contents.stored.keys.contains(where: { matches($0, key) }) {
                throw await UnknownKey.error(key, kind: kind, in: store)
            }
            let chosen = contents.stored.values
                .filter { document in
                    (kind == nil || document.id.kind == kind?.rawValue)
                        && (keys.isEmpty || keys.contains { matches(document.id, $0) })
                }
                .sorted { ($0.id.kind, $0.id.key) < ($1.id.kind, $1.id.key) }
            var isWhole = contents.load.faults.isEmpty
            for fault in contents.load.faults {
                StandardStreams.message("flagpost: \(fault.name) cannot be read: \(fault.reason)".withoutControls)
            }
            let documents = chosen.compactMap { document -> ExportedDocument? in
                do {
                    return try ExportedDocument(document)
                } catch {
                    StandardStreams.message("flagpost: \(error)")
                    isWhole = false
                    return nil
                }
            }
            try write(documents, revision: contents.load.lineage.revision)
            guard isWhole else { throw Failure("what cannot be read is not in the export") }
        }
    }

    private func write(_ documents: [ExportedDocument], revision: UInt64) throws {
        guard output != "-" else {
            if !documents.isEmpty {
                StandardStreams.output(documents.map { String($0.text.dropLast()) }.joined(separator: "\n---\n"))
            }
            return
        }
        let outcome = try ExportFolder(path: output).write(documents)
        for other in outcome.others where keys.isEmpty && kind == nil {
            StandardStreams.message(
                "  \(other.withoutControls) is of no document in the namespace: remove it, or import it")
        }
        StandardStreams.message(
            "\(documents.count) documents of revision \(revision) in \(output): \(outcome.written) written, "
                + "\(outcome.unchanged) as they were")
    }

    private func matches(_ id: DocumentID, _ key: String) -> Bool {
        id.key == key || id.description == key
            || (id.kind == DocumentKind.prompt.rawValue
                && (id.key.hasPrefix("\(key)@") || id.description.hasPrefix("\(key)@")))
    }
}
