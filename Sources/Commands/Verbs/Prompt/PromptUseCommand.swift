import ArgumentParser
import FlagModel
import FlagStore

struct PromptUseCommand: AsyncParsableCommand {
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
            let contents = try await NamespaceContents.read(store)
            guard let stored = contents.stored[DocumentID(.feature, feature)] else {
                throw await UnknownKey.failure(feature, in: store)
            }
            let reference = try contents.prompt(prompt).reference
            let names = (contents.feature(feature)?.variants ?? []).map(\.name)
            guard names.contains(variant) else {
                throw Failure(
                    "\(feature) has no variant \(variant.withoutControls)",
                    advice: NearestName.hint(for: variant, among: names))
            }
            let document = try stored.edited { body in
                guard case .object(var variants)? = body["variants"], case .object(var members)? = variants[variant]
                else { return }
                members["prompt"] = .string(reference)
                variants[variant] = .object(members)
                body["variants"] = .object(variants)
            }
            let change = ReviewedChange(options: review, output: output)
            let outcome = try await change.carryOut(
                ChangeProposal(documents: [document]), on: contents, in: store, question: "Use \(reference)?")
            guard outcome.proposed == nil else { return try change.answer(outcome, "used", in: store) }
            output.print(outcome.json(in: store)) {
                [
                    outcome.changed
                        ? "\(variant) of \(feature) uses \(reference) at revision \(outcome.lineage.revision)"
                            + outcome.backLine
                        : "\(variant) of \(feature) uses \(reference) already; nothing changed"
                ]
            }
        }
    }
}
