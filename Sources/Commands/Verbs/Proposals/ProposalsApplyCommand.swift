import ArgumentParser
import FlagModel
import FlagStore

struct ProposalsApplyCommand: AsyncParsableCommand {
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
            let review = try await ProposalBook.read(store).find(proposal.name, author: proposal.author)
            try review.requireOpen()
            guard review.status == .approved else {
                throw Failure(
                    "\(review.name) is \(review.status.words); nothing was changed",
                    advice: "Others approve it: flagpost approve \(review.name) --reason TEXT")
            }
            for line in review.difference(styling: output.terminal.message) { StandardStreams.message(line) }
            let result = try await ApprovedChange(review: review, onBehalfOf: onBehalfOf).carryOut(in: store)
            let json: [String: JSONValue] = [
                "applied": .string(review.name), "scheduled": result.at.map { .integer($0) } ?? .null,
                "revision": .integer(Int64(clamping: result.receipt.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            try await StateChangeAnswer(json: json, lines: [ApprovedChange.line(review, result)])
                .finish(result.receipt, in: store, wait: wait.wait, output: output)
        }
    }
}
