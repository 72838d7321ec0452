import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct StoreAdoptCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take a store that went back for what holds from now on.",
        discussion: """
            After a failover that lost commits, a restored backup or a new store under the old name, agents keep the \
            specs they had and apply what the store restricts; nothing widens. Look first: flagpost list, flagpost get. \
            This tells them that what the store holds now is right, and they take all of it.

              flagpost store adopt --reason "failover of 12:04, specs checked"
            """)

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let receipt = try await AdoptStore().plan(on: store).perform(in: store, as: reason.author)
            let lineage = receipt.lineage
            let answer = StateChangeAnswer(
                json: [
                    "verb": "adopt", "store": .string(store.location), "namespace": .string(store.namespace),
                    "epoch": .integer(Int64(clamping: lineage.epoch)),
                    "revision": .integer(Int64(clamping: lineage.revision)), "at": .integer(receipt.at),
                ],
                lines: ["adopted as epoch \(lineage.epoch) at revision \(lineage.revision)"])
            try await answer.finish(receipt, in: store, wait: wait.wait, output: output)
        }
    }
}
