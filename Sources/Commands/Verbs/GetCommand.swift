import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct GetCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print a document, and what is held against it.",
        discussion: """
            On standard output the text is YAML that can be edited and applied; the state stands in comments. With -o yaml \
            it is the document alone; with -o json, beside it, its revision and state.

              flagpost get support-chat
              flagpost get support-chat > support-chat.yaml
              flagpost get support-chat -o json
              flagpost get @namespace
            """)

    @OptionGroup var document: DocumentArgument
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (key, kind) = (document.key, document.kindIfSaid)
        try await store.withStore(writing: false) { store in
            let load = try await store.load(since: nil)
            let state = load.states.first { $0.state.key == key }
            if key == FeatureState.namespaceKey {
                print(nil, state: state, load: load)
                return
            }
            let contents = NamespaceContents(load)
            let newest = contents.versions(ofPrompt: key).first?.reference
            let isPrompt = kind == .prompt || (kind == nil && !contents.stored.keys.contains { $0.key == key })
            let id = try await contents.find(isPrompt ? newest ?? key : key, kind: kind, in: store)
            guard let document = contents.stored[id] else { throw await UnknownKey.error(key, kind: kind, in: store) }
            print(document, state: id.kind == DocumentKind.feature.rawValue ? state : nil, load: load)
        }
    }

    private func print(_ document: StoredDocument?, state: StoredState?, load: StoreLoad) {
        let alone = load.breakGlasses.filter { document.map(\.id).map($0.concerns) ?? true }
        let body = document?.body.map { body in
            (try? JSONValue.parse(body)) ?? .string(String(decoding: body, as: UTF8.self))
        }
        if output.output == .yaml, let body { return StandardStreams.output(YAMLText.write(body)) }
        let json: JSONValue = [
            "kind": document.map { .string($0.id.kind) } ?? .null,
            "key": .string(self.document.key),
            "revision": document.map { .integer(Int64(clamping: $0.revision)) } ?? .null,
            "document": body ?? .null,
            "state": state?.state.json ?? .null,
            "break_glass": .array(alone.map { $0.json(now: load.now) }),
            "state_revision": .integer(Int64(clamping: state?.revision ?? 0)),
        ]
        output.print(json) {
            alone.map { output.terminal.output("# \($0.line(now: load.now))", .red) }
                + comments(document, state: state, load: load)
                + (body.map { [YAMLText.write($0)] } ?? [])
        }
    }

    /// What people want to know beside the document, in a form that `apply` passes over.
    private func comments(_ document: StoredDocument?, state: StoredState?, load: StoreLoad) -> [String] {
        let terminal = output.terminal
        let held = state.map {
            HeldRestrictions(stored: $0, key: self.document.key, variant: nil, fleet: Fleet(now: 0, agents: []))
                .descriptions
        }
        let revision = document.map { [terminal.output("# \($0.id) at revision \($0.revision)", .faint)] } ?? []
        let rollout = state?.state.rollout.map {
            [terminal.output("# rollout: \($0.summary.withoutControls)", .faint)]
        }
        guard document == nil || document?.id.kind == DocumentKind.feature.rawValue else { return revision }
        // What hosts hold by themselves, `status` tells.
        let whole = load.states.first { $0.state.key == FeatureState.namespaceKey }?.state.kill
        let every = document == nil ? nil : whole.map { "every AI feature is killed \($0.attribution)" }
        let all = (every.map { [$0] } ?? []) + (held ?? [])
        guard !all.isEmpty else {
            return revision + (rollout ?? []) + [terminal.output("# nothing is held in the store", .faint)]
        }
        return revision + (rollout ?? []) + all.map { terminal.output("# \($0)", .red) }
    }
}
