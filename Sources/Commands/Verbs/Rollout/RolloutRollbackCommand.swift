import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RolloutRollbackCommand: AsyncParsableCommand, AnsweringCommand {
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
            let back = try await RollBackRollout(key: FeatureKey.plain(key)).plan(on: store)
            try await ReviewedStateChange(
                verb: "rollout rollback", author: reason.author, wait: wait.wait, output: output
            ).carryOut(back, change: back.change, in: store) { receipt, _ in
                let revision = receipt.lineage.revision
                guard receipt.changed else {
                    return ["no rollout of \(key) was under way; nothing changed (revision \(revision))"]
                }
                let rollout =
                    back.position.rollout.map { "\($0.candidate) at \(Share.text($0.share))" } ?? "its candidate"
                return ["rolled back \(key), which had \(rollout.withoutControls), at revision \(revision)"]
            }
        }
    }
}
