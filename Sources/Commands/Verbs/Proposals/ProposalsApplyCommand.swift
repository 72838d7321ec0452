import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ProposalsApplyCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the change that enough people have approved.",
        discussion: """
              flagpost proposals apply k3f9ap --wait
            """)

    @OptionGroup var proposal: ProposalArgument

    @Option(help: .init("For whom you act; recorded beside you.", valueName: "name"))
    var onBehalfOf: String?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let change = try await ApplyProposal(name: proposal.name, author: proposal.author).plan(on: store)
            let review = change.review
            for line in review.difference(styling: output.terminal.message) { StandardStreams.message(line) }
            let outcome = try await change.perform(
                in: store, as: Authorship(commandLine: "", onBehalfOf: onBehalfOf))
            let json: [String: JSONValue] = [
                "applied": .string(review.name), "scheduled": outcome.at.map { .integer($0) } ?? .null,
                "revision": .integer(Int64(clamping: outcome.receipt.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            try await StateChangeAnswer(json: json, lines: [outcome.line(of: review)])
                .finish(outcome.receipt, in: store, wait: wait.wait, output: output)
        }
    }
}
