import ArgumentParser
import FlagModel
import FlagStore

struct RolloutStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How far rollouts have come.",
        discussion: """
              flagpost rollout status
              flagpost rollout status support-chat -o json
            """)

    @Argument(help: "Only this feature's.")
    var key: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { if let key { try FeatureKey.check(key) } }

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let load = try await PatientStore(store: store).load()
            let states = Dictionary(load.states.map { ($0.state.key, $0) }, uniquingKeysWith: { $1 })
            let features = load.documents.filter { $0.id.kind == "feature" && $0.body != nil }
            if let key, !features.contains(where: { $0.id.key == key }) {
                throw await UnknownKey.failure(key, in: store)
            }
            let positions = features.filter { key == nil || $0.id.key == key }
                .map { RolloutPosition(document: $0, state: states[$0.id.key]) }
                .filter { $0.plan != nil || $0.rollout != nil }
                .sorted { $0.key < $1.key }
            let report = RolloutReport(positions: positions, now: load.now)
            output.print(report.json) { report.lines(on: output.terminal) }
        }
    }
}
