import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RolloutStartCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Begin a rollout with its first stage.",
        discussion: """
            Each rollout draws its own users: who tries first this time is not who tried first the last time.

              flagpost rollout start support-chat --reason "new model, see AI-412" --wait
            """)

    @Argument(help: "The feature.")
    var key: String

    @Option(help: .init("Begin with this declared stage, counted from 1.", valueName: "number"))
    var stage = 1

    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try FeatureKey.check(key)
        guard stage >= 1 else { throw ValidationError("stages are counted from 1") }
    }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let start = try await StartRollout(key: FeatureKey.plain(key), stage: stage, approval: approval.terms).plan(
                on: store)
            try await ReviewedStateChange(
                verb: "rollout start", author: reason.author, wait: wait.wait, output: output
            ).carryOut(start, change: start.change, in: store) { receipt, _ in
                [
                    "started \(start.position.candidate ?? "") of \(key) at \(Share.text(start.stage?.share ?? 0)), revision "
                        + "\(receipt.lineage.revision)"
                ]
            }
        }
    }
}
