import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RevertCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert",
        abstract: "Bring a document back to what it was before its last change, or at a revision.",
        discussion: """
            An ordinary change, by the rules of apply: shown, asked, approved where that is required. A deleted document \
            comes back; what was redacted does not. The feature's state stays as it is: kill, withdraw and restore change \
            that.

              flagpost revert support-chat --reason "the new route was wrong"
              flagpost revert segment/large --to 371
            """)

    @OptionGroup var document: DocumentArgument

    @Option(help: .init("What it was at this revision.", valueName: "revision"))
    var to: UInt64?

    @OptionGroup var review: ReviewOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(document.key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let revert = try await RevertDocument(
                key: document.key, kind: document.kindIfSaid, to: to, terms: review.terms()
            ).plan(on: store)
            let id = revert.version.id
            let reviewed = ReviewedChange(options: review, output: output)
            let outcome = try await reviewed.carryOut(
                revert, change: revert.change, in: store,
                question: "Bring back what \(id) was at revision \(revert.version.revision)?")
            let contents = revert.change.contents
            if let held = contents.states[id.key]?.summary, !held.isEmpty, id.kind == DocumentKind.feature.rawValue {
                StandardStreams.message(
                    "  its state is as it was: \(held.joined(separator: ", ")) (flagpost restore \(id.key))"
                        .withoutControls)
            }
            try reviewed.answer(outcome, "reverted", in: store)
        }
    }
}
