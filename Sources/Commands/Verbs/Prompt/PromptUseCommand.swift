import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct PromptUseCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Point a variant at a version of a prompt.",
        discussion: """
            Edits the stored feature; keep its file in step (flagpost get FEATURE). Refused where the variant serves more \
            than 5 % of users: point a new variant at it and take that through a rollout.

              flagpost prompt use support-chat canary support-system@13 --reason "AI-412"
            """)

    @Argument(help: "The feature.")
    var feature: String

    @Argument(help: "The variant.")
    var variant: String

    @Argument(help: "The version, as NAME@N.")
    var prompt: String

    @OptionGroup var review: ReviewOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(feature) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let change = try await UsePrompt(prompt, in: variant, of: FeatureKey.plain(feature), terms: review.terms())
                .plan(on: store)
            let reviewed = ReviewedChange(options: review, output: output)
            let outcome = try await reviewed.carryOut(change, in: store, question: "Use \(prompt)?")
            guard outcome.proposed == nil else { return try reviewed.answer(outcome, "used", in: store) }
            output.print(outcome.json(in: store)) {
                [
                    outcome.changed
                        ? "\(variant) of \(feature) uses \(prompt) at revision \(outcome.lineage.revision)"
                            + outcome.backLine
                        : "\(variant) of \(feature) uses \(prompt) already; nothing changed"
                ]
            }
        }
    }
}
