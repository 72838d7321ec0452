import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct RejectCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Refuse what somebody else proposed.",
        discussion: """
            It is not carried out as it stands, however many others agree. Its author may edit it; you may approve it \
            later all the same.

              flagpost reject k3f9ap --reason "not before the weekend"
            """)

    @OptionGroup var vote: VoteOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let review = try await vote.cast(.reject, in: store, output: output)
            let json: JSONValue = ["rejected": .string(review.name), "practice": .bool(store.isEmbedded)]
            output.print(json) { ["rejected \(review.name)"] + (store.isEmbedded ? [Practice.note] : []) }
        }
    }
}
