import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ProposalsTakeBackCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "take-back",
        abstract: "Take your own proposal back.",
        discussion: """
              flagpost proposals take-back k3f9ap --reason "better idea"
            """)

    @Argument(help: "The proposal's name.")
    var name: String

    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let receipt = try await TakeBackProposal(name: name).plan(on: store)
                .perform(in: store, as: reason.author)
            let json: JSONValue = [
                "taken_back": .string(name), "revision": .integer(Int64(clamping: receipt.lineage.revision)),
            ]
            output.print(json) { ["took \(name) back"] }
        }
    }
}

struct ProposalsCallOffCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "call-off",
        abstract: "Call off a change that was scheduled with --at.",
        discussion: """
            Any change of one of its documents calls it off as well.

              flagpost proposals
              flagpost proposals call-off 1f0c4c… --reason "the launch moved"
            """)

    @Argument(help: "Its id, as flagpost proposals shows it.")
    var id: String

    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let receipt = try await CallOffChange(id: id).plan(on: store).perform(in: store, as: reason.author)
            let json: JSONValue = [
                "called_off": .string(id), "revision": .integer(Int64(clamping: receipt.lineage.revision)),
            ]
            output.print(json) { ["called off \(id) at revision \(receipt.lineage.revision)"] }
        }
    }
}
