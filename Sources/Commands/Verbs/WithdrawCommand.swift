import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct WithdrawCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take one variant out: its users get the baseline.",
        discussion: """
            The variant stays out, through edits of the feature too, until it is restored.

              flagpost withdraw support-chat canary --reason "rude answers" --wait
              flagpost withdraw support-chat canary --host --reason "the store is away"

            --host asks this host's agent and not the store, and holds on this host alone.
            """)

    @Argument(help: "The feature.")
    var key: String

    @Argument(help: "The variant to take out.")
    var variant: String

    @OptionGroup var scope: HostScopeOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try FeatureKey.check(key)
        try scope.check(wait)
        guard !variant.isEmpty, !variant.hasPrefix("@") else {
            throw ValidationError("name a variant; to turn the whole feature off: flagpost kill \(key)")
        }
    }

    func run() async throws {
        guard !scope.isHostOnly else {
            return try HostOrder(
                verb: .withdraw, key: FeatureKey.plain(key), variant: variant, reason: reason.reason,
                onBehalfOf: reason.onBehalfOf,
                host: store.host
            ).run(output: output)
        }
        try await store.withStore(writing: true) { store in
            let change = try await Withdraw(key: FeatureKey.plain(key), variant: variant).plan(on: store)
            let subject = change.subject(in: store)
            try await ReviewedStateChange(verb: "withdraw", author: reason.author, wait: wait.wait, output: output)
                .carryOut(change, change: change, in: store) { receipt, json in
                    if !change.warnings.isEmpty { json["warnings"] = .array(change.warnings.map { .string($0) }) }
                    let line =
                        receipt.changed
                        ? "\(output.terminal.output("withdrew", .red)) \(subject) at revision \(receipt.lineage.revision)"
                        : "\(subject) was withdrawn already; nothing changed (revision \(receipt.lineage.revision))"
                    return [line] + change.warnings.map { output.terminal.output("  \($0)".withoutControls, .yellow) }
                }
        }
    }
}
