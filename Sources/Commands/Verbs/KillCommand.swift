import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct KillCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Turn a feature off: everyone gets its off variant.",
        discussion: """
            Takes effect on every connected host in about a second, whether the feature's document is in order or \
            not. Killing twice changes nothing. An ordinary flag is disabled: callers get their own default.

              flagpost kill support-chat --reason "gives wrong refunds" --wait
              flagpost kill --all --reason "provider leaks prompts"
              flagpost kill support-chat --host --reason "the store is away"

            --all turns off every AI feature of the namespace; ordinary flags go on. --host asks this host's agent \
            and not the store: it holds on this host alone, at once and through restarts, until flagpost restore KEY \
            --host or a restore of the feature in the store.

            With --wait, exit status 4 means that the kill stands, but not every host was seen to follow (the ones \
            that lag are named). Undo it with: flagpost restore
            """)

    @OptionGroup var target: FeatureOrAll
    @OptionGroup var scope: HostScopeOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try scope.check(wait) }

    func run() async throws {
        guard !scope.isHostOnly else {
            return try HostOrder(
                verb: .kill, key: target.key.map(FeatureKey.plain), reason: reason.reason,
                onBehalfOf: reason.onBehalfOf, host: store.host
            ).run(output: output)
        }
        try await store.withStore(writing: true) { store in
            let change = try await Kill(key: target.stateKey).plan(on: store)
            let subject = change.subject(in: store)
            try await ReviewedStateChange(verb: "kill", author: reason.author, wait: wait.wait, output: output)
                .carryOut(change, change: change, in: store) { receipt, _ in
                    guard receipt.changed else {
                        return ["\(subject) was killed already; nothing changed (revision \(receipt.lineage.revision))"]
                    }
                    return [
                        "\(output.terminal.output("killed", .red)) \(subject) at revision \(receipt.lineage.revision)"
                            + (target.all ? "; \(EveryFeature.exception)" : "")
                    ]
                }
        }
    }
}
