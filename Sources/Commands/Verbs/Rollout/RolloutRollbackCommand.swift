import ArgumentParser
import FlagModel
import FlagStore

struct RolloutRollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "End a rollout: nobody gets the candidate by it any more.",
        discussion: """
            Reaches every connected host in about a second, sessions that had begun included. Rolling back twice changes \
            nothing. A rollout that is started again begins with its first stage, and with other users.

              flagpost rollout rollback support-chat --reason "too slow" --wait
            """)

    @Argument(help: "The feature.")
    var key: String

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let position = try await RolloutPosition.look(at: key, in: store)
            try await RolloutChange(
                verb: "rollout rollback", position: position, operation: .rollback, reason: reason.reason,
                onBehalfOf: reason.onBehalfOf
            ).carryOut(in: store, wait: wait.wait, output: output) { receipt in
                guard receipt.changed else {
                    return "no rollout of \(key) was under way; nothing changed (revision \(receipt.lineage.revision))"
                }
                let rollout = position.rollout.map { "\($0.candidate) at \(Share.text($0.share))" } ?? "its candidate"
                return "rolled back \(key), which had \(rollout.withoutControls), at revision "
                    + "\(receipt.lineage.revision)"
            }
        }
    }
}
