import ArgumentParser
import FlagModel
import FlagStore

struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print a document, and what is held against it.",
        discussion: """
            On standard output the text is YAML that can be edited and applied; the state stands in comments.

              flagpost get support-chat
              flagpost get support-chat > support-chat.yaml
              flagpost get support-chat -o json
              flagpost get @namespace
            """)

    @Argument(help: "The document's key, or @namespace for the state of the whole.")
    var key: String

    @Option(help: "The document's kind, where several have this key.")
    var kind: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let load = try await PatientStore(store: store).load()
            let state = load.states.first { $0.state.key == key }
            if key == FeatureState.namespaceKey {
                print(nil, state: state)
                return
            }
            let documents = load.documents.filter {
                $0.id.key == key && $0.body != nil && (kind == nil || $0.id.kind == kind)
            }
            guard let document = documents.first(where: { $0.id.kind == "feature" }) ?? documents.first else {
                throw await UnknownKey.failure(key, in: store)
            }
            print(document, state: document.id.kind == "feature" ? state : nil)
        }
    }

    private func print(_ document: StoredDocument?, state: StoredState?) {
        let body = document?.body.map { body in
            (try? JSONValue.parse(body)) ?? .string(String(decoding: body, as: UTF8.self))
        }
        let json: JSONValue = [
            "kind": document.map { .string($0.id.kind) } ?? .null,
            "key": .string(key),
            "revision": document.map { .integer(Int64(clamping: $0.revision)) } ?? .null,
            "document": body ?? .null,
            "state": state?.state.json ?? .null,
            "state_revision": .integer(Int64(clamping: state?.revision ?? 0)),
        ]
        output.print(json) {
            comments(document, state: state) + (body.map { [YAMLText.write($0)] } ?? [])
        }
    }

    /// What people want to know beside the document, in a form that `apply` passes over.
    private func comments(_ document: StoredDocument?, state: StoredState?) -> [String] {
        let terminal = output.terminal
        let held = state.map {
            HeldRestrictions(stored: $0, key: key, variant: nil, fleet: Fleet(now: 0, agents: [])).descriptions
        }
        let revision = document.map { [terminal.output("# \($0.id) at revision \($0.revision)", .faint)] } ?? []
        guard let held, !held.isEmpty else { return revision + [terminal.output("# nothing is held", .faint)] }
        return revision + held.map { terminal.output("# \($0)", .red) }
    }
}
