import ArgumentParser
import FlagModel
import Operations

struct ApplyCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Put documents from files into the store.",
        discussion: """
            Shows what would change, asks (on a terminal), and changes all of it in one commit, or nothing: refused \
            where somebody changed one of the documents meanwhile. What is not in the files is never removed.

              flagpost apply -f support-chat.yaml
              flagpost apply -f features/ --yes --reason "release 42"
              generate | flagpost apply -f - --dry-run

            Refused, whoever asks: another text for a version of a prompt; a variant that serves users being removed; a \
            withdrawn one as the baseline. A change of model, prompt, params or fallback of a variant that serves more \
            than 5 % of users is refused too: make it a new variant and take that through a rollout.

            What widens a protected feature is not applied: it becomes a proposal, and others approve it (exit status 3).
            What restricts never waits, except where one person alone changed the same documents with --break-glass.

              flagpost apply -f support-chat.yaml --reason "canary to 20 %" --at 2026-12-01T09:00:00Z
              flagpost apply -f support-chat.yaml --reason "15 % will do" --edit k3f9ap
              flagpost apply -f support-chat.yaml --reason "stable is down" --break-glass
            """)

    @OptionGroup var files: RequiredFiles

    @Flag(help: "Show what would change, and change nothing; the exit status is that of the change itself.")
    var dryRun = false

    @Option(
        help: .init(
            "When it takes effect, by the store's clock: 2026-12-01T09:00:00Z, or +2h.", valueName: "time"))
    var at: MomentArgument?

    @OptionGroup var review: ReviewOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard at == nil || !review.approval.breakGlass else {
            throw ValidationError("--break-glass is for now, --at for later")
        }
    }

    func run() async throws {
        let files = try DocumentFiles.read(files.all).sound("nothing was applied")
        try await store.withStore(writing: true) { store in
            let change = try await ChangeDocuments(
                WantedChange(documents: files.documents), terms: review.terms(at: at)
            ).plan(on: store)
            let reviewed = ReviewedChange(options: review, output: output)
            if dryRun {
                try await reviewed.tryOut(change, in: store)
            } else {
                let outcome = try await reviewed.carryOut(change, in: store, question: "Apply this?")
                try reviewed.answer(outcome, "applied", in: store)
            }
        }
    }
}
