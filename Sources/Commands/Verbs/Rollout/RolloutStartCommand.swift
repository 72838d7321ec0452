import ArgumentParser
import FlagModel
import FlagStore

struct RolloutStartCommand: AsyncParsableCommand {
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
            let position = try await RolloutPosition.look(at: key, in: store)
            if let rollout = position.rollout {
                throw Failure(
                    "a rollout of \(key) is under way: \(rollout.candidate.withoutControls) at "
                        + Share.text(rollout.share),
                    advice: "Take the next stage (flagpost rollout promote \(key)), or end it first: flagpost rollout "
                        + "rollback \(key)")
            }
            let plan = try position.declaredPlan()
            guard stage <= plan.stages.count else {
                throw Failure("the rollout of \(key) has \(plan.stages.count) stages, there is no stage \(stage)")
            }
            let declared = plan.stages[stage - 1]
            let operation = position.step(
                to: declared, of: plan, beginning: String(UInt64.random(in: .min ... .max), radix: 16))
            try await RolloutChange(
                verb: "rollout start", position: position, operation: operation, reason: reason.reason,
                onBehalfOf: reason.onBehalfOf, approval: approval
            ).carryOut(in: store, wait: wait.wait, output: output) { receipt in
                "started \(plan.candidate) of \(key) at \(Share.text(declared.share)), revision "
                    + "\(receipt.lineage.revision)"
            }
        }
    }
}

extension RolloutPosition {
    func declaredPlan() throws -> RolloutPlan {
        guard let plan else {
            throw Failure(
                "\(key) declares no rollout",
                advice:
                    "Add one to its document, such as rollout: {candidate: canary, stages: [1% for 24h, 5% for 48h, "
                    + "100%]}, and apply it.")
        }
        return plan
    }
}
