import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ListCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the documents of the namespace, and what is held against them.",
        discussion: """
              flagpost list
              flagpost list --kind feature -o json
            """)

    @Option(help: "Only documents of this kind.")
    var kind: DocumentKind?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let load = try await store.load(since: nil)
            let documents = load.documents
                .filter { $0.body != nil && (kind == nil || $0.id.kind == kind?.rawValue) }
                .sorted { ($0.id.kind, $0.id.key) < ($1.id.kind, $1.id.key) }
            let states = Dictionary(load.states.map { ($0.state.key, $0.state) }, uniquingKeysWith: { $1 })
            let namespaceState = states[FeatureState.namespaceKey]
            for fault in load.faults {
                StandardStreams.message("flagpost: warning: \(fault.name): \(fault.reason)".withoutControls)
            }
            output.print(json(documents, states: states, load: load)) {
                load.breakGlasses.map { output.terminal.output($0.line(now: load.now), .red) }
                    + lines(documents, states: states, namespace: namespaceState)
            }
        }
    }

    private func lines(
        _ documents: [StoredDocument], states: [String: FeatureState], namespace: FeatureState?
    ) -> [String] {
        let terminal = output.terminal
        let rows = documents.map { document in
            let state = document.id.kind == "feature" ? states[document.id.key] : nil
            let held = state?.summary ?? []
            return [
                document.id.key, document.id.kind, "\(document.revision)",
                state?.rollout?.summary ?? "-", held.isEmpty ? "-" : held.joined(separator: ", "),
            ]
        }
        let warning = (namespace?.kill).map {
            terminal.output("every AI feature is killed \($0.attribution); \(EveryFeature.exception)", .red)
        }
        guard !rows.isEmpty else { return [warning, "no documents"].compactMap { $0 } }
        return [warning].compactMap { $0 }
            + Table("KEY", "KIND", "REVISION", "ROLLOUT", "HELD", rows: rows).lines(on: terminal)
    }

    private func json(_ documents: [StoredDocument], states: [String: FeatureState], load: StoreLoad) -> JSONValue {
        [
            "revision": .integer(Int64(clamping: load.lineage.revision)),
            "break_glass": .array(load.breakGlasses.map { $0.json(now: load.now) }),
            "namespace_state": states[FeatureState.namespaceKey]?.json ?? .null,
            "documents": .array(
                documents.map { document in
                    [
                        "kind": .string(document.id.kind), "key": .string(document.id.key),
                        "revision": .integer(Int64(clamping: document.revision)),
                        "rollout": states[document.id.key]?.rollout.map { .string($0.summary) } ?? .null,
                        "held": .array(
                            (document.id.kind == "feature" ? states[document.id.key]?.summary ?? [] : [])
                                .map { .string($0) }),
                    ]
                }),
        ]
    }
}
