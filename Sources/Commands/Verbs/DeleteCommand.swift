import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct DeleteCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a document from the store.",
        discussion: """
            A feature is not deleted while it was in use in the last 24 hours, as agents tell from outcomes that services \
            report; of what only reads and reports nothing, flags among it, nobody knows. Its kills, withdrawals and \
            trips are kept, and hold again if the key returns within 30 days. A prompt or segment is not deleted while a \
            feature stands on it. Others have to approve the deletion of a protected feature.

              flagpost delete old-summary --reason "shipped for good"
              flagpost delete large-customers --kind segment --reason "nobody targets it"
            """)

    @OptionGroup var document: DocumentArgument

    @Flag(help: "Even if the feature was in use: services get their own defaults.")
    var force = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(document.key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let change = try await DeleteDocument(
                key: document.key, kind: document.kindIfSaid, force: force, approval: approval.terms
            )
            .plan(on: store)
            let id = change.plan.changes.first?.id.description ?? document.key
            let reviewed = ReviewedChange(yes: yes, author: reason.author, output: output)
            let outcome = try await reviewed.carryOut(change, in: store, question: "Delete \(id)?")
            guard outcome.changed else { return try reviewed.answer(outcome, "deleted", in: store) }
            let json: JSONValue = [
                "deleted": .string(id), "revision": .integer(Int64(clamping: outcome.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            output.print(json) {
                ["deleted \(id) at revision \(outcome.lineage.revision)\(outcome.backLine)"]
            }
        }
    }
}
