import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RenameCommand: AsyncParsableCommand, AnsweringCommand {
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
            let rename = try await RenameFeature(
                from: FeatureKey.plain(old), to: FeatureKey.plain(new), force: force, approval: approval.terms
            )
            .plan(on: store)
            let reviewed = ReviewedChange(yes: yes, author: reason.author, output: output)
            let outcome = try await reviewed.carryOut(
                rename, change: rename.change, in: store, question: "Rename \(old) to \(new)?")
            guard outcome.changed else { return try reviewed.answer(outcome, "renamed", in: store) }
            let json: JSONValue = [
                "renamed": .string(old), "to": .string(new),
                "revision": .integer(Int64(clamping: outcome.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            output.print(json) { ["renamed \(old) to \(new) at revision \(outcome.lineage.revision)"] }
        }
    }
}
