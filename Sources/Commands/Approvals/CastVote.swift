import FlagModel
import FlagStore

/// A person's word on somebody else's proposal: shown, asked for, given.
struct CastVote {
    var verdict: Vote.Verdict
    var review: ProposalReview
    var reason: String
    var onBehalfOf: String?
    var yes: Bool
    var output: OutputOptions

    func cast(in store: any DocumentStore) async throws {
        try review.requireOpen(to: verdict)
        let patient = PatientStore(store: store)
        let id = review.stored.proposal.id
        let actor = try await patient.actor()
        guard actor != id.author else {
            throw Failure(
                "\(id.name) is your own proposal (you are \(actor)); somebody else has to "
                    + (verdict == .approve ? "approve it" : "decide on it"),
                advice: verdict == .approve
                    ? "If nobody can be reached and it cannot wait: repeat the change with --break-glass --reason TEXT"
                    : "Take it back: flagpost proposals take-back \(id.name)")
        }
        for line in review.lines(styling: output.terminal.message) { StandardStreams.message(line) }
        let question = verdict == .approve ? "Approve \(id.name)?" : "Reject \(id.name)?"
        guard yes || !output.terminal.canAsk || StandardStreams.confirm(question) else {
            throw Failure("nothing was said")
        }
        let attribution = try await patient.attribution(reason: reason, onBehalfOf: onBehalfOf)
        let vote = Vote(voter: actor, verdict: verdict, digest: review.stored.proposal.digest, reason: reason)
        do throws(StoreError) {
            _ = try await patient.vote(vote, on: id, by: attribution)
        } catch {
            switch error.code {
            case .stale:
                throw Failure(
                    "\(error); your word was not taken", advice: "Look at it again: flagpost proposals show \(id.name)")
            case .notApproved: throw Failure("\(error)")
            default: throw error
            }
        }
    }
}
