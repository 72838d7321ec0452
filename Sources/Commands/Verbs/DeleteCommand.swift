import ArgumentParser
import FlagModel
import FlagStore

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a document from the store.",
        discussion: """
            Refused while services still read the feature. Its kills and withdrawals are kept, and hold again if the \
            key returns.

              flagpost delete old-summary --reason "shipped for good"
            """)

    @Argument(help: "The document's key.")
    var key: String

    @Option(help: "The document's kind.")
    var kind = "feature"

    @Flag(help: "Even if services still read it: they will get their own defaults.")
    var force = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let load = try await PatientStore(store: store).load()
            let id = DocumentID(kind: kind, key: key)
            guard let document = load.documents.first(where: { $0.id == id && $0.body != nil }) else {
                throw await UnknownKey.failure(key, in: store)
            }
            if !force { try await refuseWhileRead(in: store) }
            guard yes || !output.terminal.canAsk || StandardStreams.confirm("Delete \(id)?") else {
                throw Failure("nothing was deleted")
            }
            let receipt = try await commit(
                DocumentChange(id: id, expected: document.revision, body: nil), to: store)
            let json: JSONValue = [
                "deleted": .string(id.description), "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            output.print(json) { ["deleted \(id) at revision \(receipt.lineage.revision)"] }
        }
    }

    private func refuseWhileRead(in store: any DocumentStore) async throws {
        let hosts = try await store.fleet().live.filter { $0.traffic[key] != nil }.map(\.host.withoutControls)
        guard !hosts.isEmpty else { return }
        throw Failure(
            "\(key) was read in the last five minutes on \(hosts.prefix(5).joined(separator: ", "))"
                + (hosts.count > 5 ? " and \(hosts.count - 5) more hosts" : ""),
            advice: "Stop reading it first, or use --force: services then get their own defaults.")
    }

    private func commit(_ change: DocumentChange, to store: any DocumentStore) async throws -> Receipt {
        do throws(StoreError) {
            return try await PatientStore(store: store).commit(
                [change], reason: reason.reason, onBehalfOf: reason.onBehalfOf)
        } catch {
            guard error.code == .conflict else { throw error }
            throw Failure(
                "nothing was deleted: somebody just changed \(change.id)",
                advice: "Look at it (flagpost get \(change.id.key)), then repeat the command if you still mean it.")
        }
    }
}
