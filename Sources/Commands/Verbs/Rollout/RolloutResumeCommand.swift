import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RolloutResumeCommand: AsyncParsableCommand, AnsweringCommand {
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
            let resume = try await ResumeRollout(key: FeatureKey.plain(key), approval: approval.terms).plan(on: store)
            try await ReviewedStateChange(verb: "rollout resume", author: reason.author, wait: false, output: output)
                .carryOut(resume, change: resume.change, in: store) { receipt, _ in
                    let revision = receipt.lineage.revision
                    return [
                        receipt.changed
                            ? "resumed the rollout of \(key) at revision \(revision)"
                            : "the rollout of \(key) was not paused; nothing changed (revision \(revision))"
                    ]
                }
        }
    }
}
