import ArgumentParser
import FlagModel
import FlagStore

struct RolloutPauseCommand: AsyncParsableCommand {
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
            let position = try await RolloutPosition.look(at: key, in: store)
            try position.requireRollout()
            try await RolloutChange(
                verb: "rollout pause", position: position, operation: .pause, reason: reason.reason,
                onBehalfOf: reason.onBehalfOf
            ).carryOut(in: store, wait: false, output: output) { receipt in
                receipt.changed
                    ? "paused the rollout of \(key) at revision \(receipt.lineage.revision)"
                    : "the rollout of \(key) was paused already; nothing changed (revision \(receipt.lineage.revision))"
            }
        }
    }
}

extension RolloutPosition {
    func requireRollout() throws {
        guard rollout != nil else {
            throw Failure("no rollout of \(key) is under way", advice: "See: flagpost rollout status")
        }
    }
}
