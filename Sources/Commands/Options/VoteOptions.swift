import ArgumentParser
import FlagStore

/// Which proposal a person has a say in, and why.
struct VoteOptions: ParsableArguments {
    @OptionGroup var proposal: ProposalArgument

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var reason: ReasonOptions

    /// Shows the proposal, asks, and casts the vote.
    ///
    /// - Returns: the proposal as it was looked at.
    func cast(
        _ verdict: Vote.Verdict, in store: any DocumentStore, output: OutputOptions
    ) async throws -> ProposalReview {
        let review = try await ProposalBook.read(store).find(proposal.name, author: proposal.author)
        try await CastVote(
            verdict: verdict, review: review, reason: reason.reason, onBehalfOf: reason.onBehalfOf, yes: yes,
            output: output
        ).cast(in: store)
        return review
    }
}
