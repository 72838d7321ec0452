import ArgumentParser
import FlagModel
import FlagStore

struct RolloutResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a paused rollout go on.",
        discussion: """
            No stage is taken by this; flagpost rollout promote does that.

              flagpost rollout resume support-chat --reason "monday"
            """)

    @Argument(help: "The feature.")
    var key: String

    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let position = try await RolloutPosition.look(at: key, in: store)
            try position.requireRollout()
            try await RolloutChange(
                verb: "rollout resume", position: position, operation: .resume(expected: position.revision),
                reason: reason.reason, onBehalfOf: reason.onBehalfOf, approval: approval
            ).carryOut(in: store, wait: false, output: output) { receipt in
                receipt.changed
                    ? "resumed the rollout of \(key) at revision \(receipt.lineage.revision)"
                    : "the rollout of \(key) was not paused; nothing changed (revision \(receipt.lineage.revision))"
            }
        }
    }
}
