import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RolloutStatusCommand: AsyncParsableCommand, AnsweringCommand {
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
            let load = try await store.load(since: nil)
            if let key, !load.documents.contains(where: { $0.id == DocumentID(.feature, key) && $0.body != nil }) {
                throw await UnknownKey.error(key, in: store)
            }
            let report = RolloutReport(
                positions: RolloutPosition.all(in: load).filter { key == nil || $0.key == key }, now: load.now)
            output.print(report.json) { report.lines(on: output.terminal) }
        }
    }
}
