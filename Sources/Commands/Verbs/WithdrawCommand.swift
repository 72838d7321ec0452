import ArgumentParser
import FlagModel
import FlagStore

struct WithdrawCommand: AsyncParsableCommand {
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
                verb: .withdraw, key: key, variant: variant, reason: reason.reason, onBehalfOf: reason.onBehalfOf,
                host: store.host
            ).run(output: output)
        }
        try await store.withStore(writing: true) { store in
            let spec = try await WithdrawnVariant.look(for: variant, of: key, in: store)
            let change = StateChange(
                verb: "withdraw", key: key, variant: variant,
                operation: .withdraw(variant: variant, digest: spec.digest), reason: reason.reason,
                onBehalfOf: reason.onBehalfOf)
            let receipt = try await change.commit(to: store)
            let terminal = output.terminal
            var lines = [
                receipt.changed
                    ? "\(terminal.output("withdrew", .red)) \(change.subject(in: store)) at revision "
                        + "\(receipt.lineage.revision)"
                    : "\(change.subject(in: store)) was withdrawn already; nothing changed "
                        + "(revision \(receipt.lineage.revision))"
            ]
            var json = change.json(receipt, store: store)
            if spec.isBaseline {
                let warning = "\(variant) is the baseline: its users get the off variant"
                lines.append(terminal.output("  \(warning)", .yellow))
                json["warnings"] = [.string(warning)]
            }
            try await StateChangeAnswer(json: json, lines: lines, restricts: true)
                .finish(receipt, in: store, wait: wait.wait, output: output)
        }
    }
}
