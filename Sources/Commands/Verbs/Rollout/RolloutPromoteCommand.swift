import ArgumentParser
import FlagModel
import FlagStore

struct RolloutPromoteCommand: AsyncParsableCommand {
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
            let position = try await RolloutPosition.look(at: key, in: store)
            guard let rollout = position.rollout else {
                throw Failure(
                    "no rollout of \(key) is under way", advice: "Begin it: flagpost rollout start \(key) --reason …")
            }
            let plan = try position.declaredPlan()
            guard plan.candidate == rollout.candidate else {
                throw Failure(
                    "the rollout under way is of \(rollout.candidate.withoutControls), the document declares "
                        + plan.candidate,
                    advice: "End the one under way first: flagpost rollout rollback \(key) --reason …")
            }
            guard let next = position.nextStage else {
                throw Failure("the last stage of \(key) is in force: \(Share.text(rollout.share))")
            }
            guard stage ?? next + 1 == next + 1 else {
                throw Failure(
                    "the next stage of \(key) is \(next + 1) (\(Share.text(plan.stages[next].share))); stages are not "
                        + "skipped")
            }
            if let warning = try await impatience(position, plan: plan, in: store) {
                StandardStreams.message("flagpost: \(warning)")
            }
            try await RolloutChange(
                verb: "rollout promote", position: position,
                operation: position.step(to: plan.stages[next], of: plan, beginning: rollout.id),
                reason: reason.reason, onBehalfOf: reason.onBehalfOf, approval: approval
            ).carryOut(in: store, wait: wait.wait, output: output) { receipt in
                "promoted \(rollout.candidate) of \(key) from \(Share.text(rollout.share)) to "
                    + "\(Share.text(plan.stages[next].share)), revision \(receipt.lineage.revision)"
            }
        }
    }

    /// Where the stage in force was declared to last longer than it has.
    private func impatience(
        _ position: RolloutPosition, plan: RolloutPlan, in store: any DocumentStore
    ) async throws -> String? {
        guard position.rollout?.paused == false, position.hold == nil, let current = position.currentStage,
            let declared = plan.stages[current].duration,
            let since = position.rollout?.stages.last?.since
        else { return nil }
        let lasted = try await PatientStore(store: store).fleet().now - since
        let milliseconds = Double(declared.components.seconds) * 1_000
        guard Double(lasted) < milliseconds else { return nil }
        return
            "\(Share.text(plan.stages[current].share)) is declared to last \(Milliseconds.text(milliseconds)), and has "
            + "lasted \(Milliseconds.text(Double(max(0, lasted))))"
    }
}
