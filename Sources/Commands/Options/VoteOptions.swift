import ArgumentParser
import FlagStore
import Operations

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
        let vote = try await CastVote(verdict, on: proposal.name, author: proposal.author).plan(on: store)
        for line in vote.review.lines(styling: output.terminal.message) { StandardStreams.message(line) }
        let question = verdict == .approve ? "Approve \(vote.review.name)?" : "Reject \(vote.review.name)?"
        guard yes || !output.terminal.canAsk || StandardStreams.confirm(question) else {
            throw Failure("nothing was said")
        }
        _ = try await vote.perform(in: store, as: reason.author)
        return vote.review
    }
}
