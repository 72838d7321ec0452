import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RolloutPauseCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a rollout go no further for now.",
        discussion: """
            Who has the candidate keeps it; no further stage is taken until the rollout is resumed.

              flagpost rollout pause support-chat --reason "over the weekend"
            """)

    @Argument(help: "The feature.")
    var key: String

    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let pause = try await PauseRollout(key: FeatureKey.plain(key)).plan(on: store)
            try await ReviewedStateChange(verb: "rollout pause", author: reason.author, wait: false, output: output)
                .carryOut(pause, change: pause.change, in: store) { receipt, _ in
                    let revision = receipt.lineage.revision
                    return [
                        receipt.changed
                            ? "paused the rollout of \(key) at revision \(revision)"
                            : "the rollout of \(key) was paused already; nothing changed (revision \(revision))"
                    ]
                }
        }
    }
}
