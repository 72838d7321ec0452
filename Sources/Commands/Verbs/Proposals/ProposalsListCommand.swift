import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ProposalsListCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "What waits, what is scheduled, and what goes back by itself.",
        discussion: """
              flagpost proposals
              flagpost proposals list --all -o json
            """)

    @Flag(help: "Those that ended within 30 days, too.")
    var all = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let book = try await ProposalBook.read(store)
            let reviews = book.reviews(withEnded: all)
            let load = book.contents.load
            output.print(json(reviews, load: load, store: store)) {
                lines(reviews, load: load) + (store.isEmbedded && !reviews.isEmpty ? [Practice.note] : [])
            }
        }
    }

    private func lines(_ reviews: [ProposalReview], load: StoreLoad) -> [String] {
        let terminal = output.terminal
        let rows = reviews.map { review in
            [
                review.name, review.stored.proposal.id.author, review.status.words,
                review.summaries.prefix(3).joined(separator: ", ") + (review.summaries.count > 3 ? ", …" : ""),
                review.stored.proposal.reason,
            ]
        }
        let proposals =
            rows.isEmpty
            ? ["no proposals"] : Table("NAME", "AUTHOR", "STATUS", "CHANGES", "REASON", rows: rows).lines(on: terminal)
        return load.breakGlasses.map { terminal.output($0.line(now: load.now), .red) } + proposals
            + load.plannedSchedules.map { schedule in
                "scheduled for \(Timestamp.text(schedule.at)): "
                    + "\(schedule.changes.map(\.summary).joined(separator: ", ")) by \(schedule.attribution.actor)"
                    .withoutControls
                    + " (flagpost proposals call-off \(schedule.id))"
            }
    }

    private func json(_ reviews: [ProposalReview], load: StoreLoad, store: any DocumentStore) -> JSONValue {
        [
            "proposals": .array(reviews.map(\.answer)),
            "break_glass": .array(load.breakGlasses.map { $0.json(now: load.now) }),
            "scheduled": .array(
                load.plannedSchedules.map { schedule in
                    [
                        "id": .string(schedule.id), "at": .integer(schedule.at),
                        "by": .string(schedule.attribution.actor),
                        "changes": .array(schedule.changes.map { .string($0.summary) }),
                    ]
                }),
            "practice": .bool(store.isEmbedded),
        ]
    }
}

struct ProposalsShowCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "What a proposal would change now, in words, and who said what.",
        discussion: """
              flagpost proposals show k3f9ap
            """)

    @OptionGroup var proposal: ProposalArgument
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let review = try await ProposalBook.read(store).find(proposal.name, author: proposal.author)
            output.print(review.answer) {
                review.lines(styling: output.terminal.output) + (store.isEmbedded ? [Practice.note] : [])
            }
        }
    }
}
