import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RolloutPromoteCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Take a rollout to its next declared stage.",
        discussion: """
            Stages are taken one by one; none is skipped. Refused while the rollout is paused, or the candidate \
            withdrawn or tripped. A stage that has not lasted as long as declared is pointed out.

              flagpost rollout promote support-chat --reason "no complaints at 1%" --wait
            """)

    @Argument(help: "The feature.")
    var key: String

    @Option(help: .init("The stage that you expect to come next, counted from 1.", valueName: "number"))
    var stage: Int?

    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let step = try await PromoteRollout(key: FeatureKey.plain(key), expecting: stage, approval: approval.terms)
                .plan(on: store)
            for warning in step.change.warnings { StandardStreams.message("flagpost: \(warning)") }
            try await ReviewedStateChange(
                verb: "rollout promote", author: reason.author, wait: wait.wait, output: output
            ).carryOut(step, change: step.change, in: store) { receipt, _ in
                [
                    "promoted \(step.position.candidate ?? "") of \(key) from "
                        + "\(Share.text(step.position.rollout?.share ?? 0)) to \(Share.text(step.stage?.share ?? 0)), "
                        + "revision \(receipt.lineage.revision)"
                ]
            }
        }
    }
}
