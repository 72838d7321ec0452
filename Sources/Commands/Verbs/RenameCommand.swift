import ArgumentParser
import FlagModel
import FlagStore

struct RenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a feature another key: its users keep their variants, its state goes with it.",
        discussion: """
            One commit makes the feature under its new key with the old salt, moves kills, withdrawals, trips and rollout \
            to it, points the params documents that tune it there, and deletes the old key. Services that still ask for \
            the old key get their own defaults from then on: where it is in use, --force is needed.

              flagpost rename support-chat support-assistant --reason "two chats by now" --yes
            """)

    @Argument(help: "The feature's key.")
    var old: String

    @Argument(help: "Its new key.")
    var new: String

    @Flag(help: "Even if the feature was in use in the last 24 hours.")
    var force = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try FeatureKey.check(old)
        try FeatureKey.check(new)
        guard old != new else { throw ValidationError("the new key is the old one") }
        guard !approval.breakGlass else { throw ValidationError("a rename does not go back by itself: propose it") }
    }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let contents = try await NamespaceContents.read(store)
            guard let feature = contents.stored[DocumentID(.feature, old)] else {
                throw await UnknownKey.failure(old, in: store)
            }
            guard contents.stored[DocumentID(.feature, new)] == nil else {
                throw Failure("there is a feature \(new) already", advice: "Look at it: flagpost get \(new)")
            }
            if !force { try await FeatureUse.refuse(old, in: store) }
            let proposal = ChangeProposal(
                documents: [try renamed(feature)] + (try contents.overrides(of: old).map(pointed)),
                deletions: [feature.id], move: StateMove(from: old, to: new))
            let change = ReviewedChange(
                yes: yes, reason: reason.reason, onBehalfOf: reason.onBehalfOf, approval: approval, output: output)
            let outcome = try await run(change, proposal, on: contents, in: store)
            guard outcome.changed else { return try change.answer(outcome, "renamed", in: store) }
            let json: JSONValue = [
                "renamed": .string(old), "to": .string(new),
                "revision": .integer(Int64(clamping: outcome.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            output.print(json) { ["renamed \(old) to \(new) at revision \(outcome.lineage.revision)"] }
        }
    }

    private func run(
        _ change: ReviewedChange, _ proposal: ChangeProposal, on contents: NamespaceContents,
        in store: any DocumentStore
    ) async throws -> ReviewedChange.Outcome {
        do {
            return try await change.carryOut(
                proposal, on: contents, in: store, question: "Rename \(old) to \(new)?")
        } catch let error as StoreError {
            guard error.code == .held else { throw error }
            throw Failure(
                "nothing was changed: \(error)",
                advice: "See what it left (flagpost restore \(new) --reason … lifts it), or choose another name.")
        }
    }

    private func renamed(_ document: StoredDocument) throws -> Document {
        try document.edited { body in
            body["key"] = .string(new)
            if body["salt"] == nil { body["salt"] = .string(old) }
        }
    }

    private func pointed(_ document: StoredDocument) throws -> Document {
        try document.edited { $0["feature"] = .string(new) }
    }
}
