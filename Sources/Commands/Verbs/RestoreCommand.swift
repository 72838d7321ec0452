import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RestoreCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Lift a kill, withdrawals and trips.",
        discussion: """
            Lifts everything that is held against a feature, or against one of its variants, by people and by guards. \
            Refused where somebody changed the state after it was looked at. What failed before a restore does not \
            count against the feature afterwards.

              flagpost restore support-chat --reason "prompt fixed"
              flagpost restore support-chat canary --reason "false alarm"
              flagpost restore --all --reason "provider is back"

            --all lifts a kill of every AI feature of the namespace (kill --all); features that are killed by \
            themselves stay killed. --host ends what was held on this host by hand (kill --host), and nothing else: no \
            guard's trip, and nothing that the store says.

            Of a protected feature, what a person killed or withdrew is lifted once others have approved it (exit status \
            3 until then); what a guard did may be undone by one person for 24 hours.
            """)

    @Argument(help: "The feature.")
    var key: String?

    @Argument(help: "Only what is held against this variant.")
    var variant: String?

    @Flag(help: "The kill of every AI feature of the namespace.")
    var all = false

    @OptionGroup var scope: HostScopeOptions
    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (key != nil) != all else { throw ValidationError("name one feature, or --all for what kill --all did") }
        if let key { try FeatureKey.check(key) }
        try scope.check(wait)
        guard variant?.hasPrefix("@") != true else { throw ValidationError("a variant does not begin with '@'") }
    }

    func run() async throws {
        guard !scope.isHostOnly else {
            return try HostOrder(
                verb: .restore, key: key.map(FeatureKey.plain), variant: variant, reason: reason.reason,
                onBehalfOf: reason.onBehalfOf,
                host: store.host
            ).run(output: output)
        }
        try await store.withStore(writing: true) { store in
            let restore = try await Restore(
                key: key.map(FeatureKey.plain) ?? FeatureState.namespaceKey, variant: variant, approval: approval.terms
            ).plan(on: store)
            let subject = restore.change.subject(in: store)
            try await ReviewedStateChange(verb: "restore", author: reason.author, wait: wait.wait, output: output)
                .carryOut(restore, change: restore.change, in: store) { receipt, json in
                    json["lifted"] = .array(restore.held.descriptions.map { .string($0) })
                    guard restore.change.course != .nothing else {
                        return [
                            "\(subject): nothing was held; nothing changed (revision \(receipt.lineage.revision))"
                        ]
                    }
                    return [
                        "\(output.terminal.output("restored", .green)) \(subject) at revision "
                            + "\(receipt.lineage.revision)"
                            + (all ? "; what is held of single features stays held" : "")
                    ] + restore.held.descriptions.map { "  lifted: \($0)".withoutControls }
                }
        }
    }
}
